import type { NoticeResult, NotifyConfig } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { Clock } from '@assay/core/time';
import { deliverNotice } from '../../telemetry/index.ts';
import type { NoticeChannel } from '../../telemetry/index.ts';
import { cycleNotice, isNews } from './cycle-notice.ts';
import type { ToldCycle } from './cycle-notice.ts';
import { durationMs } from './duration.ts';

/** Whom to tell, and how. */
export interface Telling {
  readonly channels: readonly NoticeChannel[];
  readonly notify: NotifyConfig | undefined;
  readonly clock: Clock;
}

/** Tells every channel of a cycle, at the same time; what became of each. Never throws. */
export async function tellCycle(
  told: ToldCycle,
  { channels, notify, clock }: Telling,
): Promise<readonly NoticeResult[]> {
  if (notify === undefined || (notify.when === 'changes' && !isNews(told))) return [];
  const notice = cycleNotice(told);
  const timeoutMs = durationMs(notify.timeout);
  return Promise.all(
    channels.map(async (channel) => {
      const { delivered, problem } = await deliverNotice(notice, channel, { timeoutMs });
      return { channel: channel.kind, time: formatIsoTime(clock.now()), delivered, problem };
    }),
  );
}
