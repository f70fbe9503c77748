import type { Gate } from '@assay/quant/signals';
import { formatGateLine } from '../gate-lines.ts';
import type { GateWriter } from '../gate-store.ts';
import { redisKeys } from './redis-keys.ts';
import { RedisLink } from './redis-link.ts';
import type { LinkOptions } from './redis-link.ts';
import type { RedisPlace } from './redis-place.ts';

/** Opens a server for writing. What is written twice is there once. */
export function writeRedis(
  place: RedisPlace,
  options: LinkOptions & { readonly prefix?: string | undefined },
): GateWriter {
  const keys = redisKeys(options.prefix);
  const link = new RedisLink(place, options);
  let added = 0;
  return {
    place: place.shown,
    async write(gates, isSynthetic) {
      for (const [instrument, some] of byInstrument(gates)) {
        const members = some.map((gate) => ({ score: gate.availableAt, value: formatGateLine(gate, isSynthetic) }));
        added += Number(await link.ask((client) => client.zAdd(keys.events(instrument), members)));
        // Last: an instrument that is listed has gates.
        await link.ask((client) => client.sAdd(keys.instruments, instrument));
      }
    },
    async finish() {
      await link.close();
      return added;
    },
    abort: () => link.close(),
  };
}

function byInstrument(gates: readonly Gate[]): ReadonlyMap<string, readonly Gate[]> {
  const groups = new Map<string, Gate[]>();
  for (const gate of gates) {
    const group = groups.get(gate.instrument);
    if (group === undefined) groups.set(gate.instrument, [gate]);
    else group.push(gate);
  }
  return groups;
}
