export { noticeServer } from './notice-server.ts';
export type { Answer, NoticeServer, ReceivedRequest } from './notice-server.ts';
