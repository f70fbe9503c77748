/** The bytes of a file or member, in pieces of any size, pulled when wanted. */
export type Bytes = AsyncGenerator<Buffer, void, undefined>;

/**
 * Looks at the beginning of `bytes`.
 *
 * @returns at least the first `length` bytes, fewer only where there are no more, and all bytes again from the first.
 */
export async function peekBytes(
  bytes: Bytes,
  length: number,
): Promise<{ readonly head: Buffer; readonly bytes: Bytes }> {
  const taken: Buffer[] = [];
  let size = 0;
  while (size < length) {
    const { value, done } = await bytes.next();
    if (done === true) break;
    taken.push(value);
    size += value.length;
  }
  const head = taken.length === 1 ? (taken[0] as Buffer) : Buffer.concat(taken);
  return { head, bytes: rejoined(head, bytes) };
}

async function* rejoined(head: Buffer, rest: Bytes): Bytes {
  try {
    if (head.length > 0) yield head;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** True if every byte is zero. */
export function isAllZero(bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index++) if (bytes[index] !== 0) return false;
  return true;
}
