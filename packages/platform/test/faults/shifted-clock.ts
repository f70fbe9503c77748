/**
 * Sets the clock of a process back while it runs; for `node --import`. `FAULTS_CLOCK` says how: milliseconds back, and
 * after how many milliseconds of the process.
 */
const [backMs = 0, afterMs = 0] = (process.env['FAULTS_CLOCK'] ?? '').split(' ').map(Number);
const RealDate = Date;
const now = (): number => RealDate.now() - (performance.now() >= afterMs ? backMs : 0);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, values: [], newTarget) =>
    Reflect.construct(
      target,
      values.length === 0 ? [now()] : values,
      newTarget === globalThis.Date ? target : newTarget,
    ) as object,
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});
