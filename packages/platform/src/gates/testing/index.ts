export { hasRedisServer, redisServer } from './redis-server.ts';
export type { TestServer } from './redis-server.ts';
export { testGate } from './test-gate.ts';
