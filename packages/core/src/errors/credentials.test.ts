import { describe, expect, it } from 'vitest';
import { hasCredentials, withoutCredentials } from './credentials.ts';

describe('withoutCredentials', () => {
  it.each([
    ['https://user:word@host/a?b=c', 'https://[redacted]@host/a?b=c'],
    [
      'see redis://:word@host:6379/0 and ftp://user@host',
      'see redis://[redacted]@host:6379/0 and ftp://[redacted]@host',
    ],
    ['/srv/me/https:/user:word@host/x.yaml', '/srv/me/https:/[redacted]@host/x.yaml'],
    ['https://user:w@rd@host/', 'https://[redacted]@host/'],
  ])('X-16: %s loses user and password', (text, left) => {
    expect(withoutCredentials(text)).toBe(left);
    expect(hasCredentials(text)).toBe(true);
    expect(withoutCredentials(left)).toBe(left);
  });

  it.each(['https://host/a@b', 'sample@4246e81db565b494', 'C:\\data\\a@b', 'me@host', 'a: b/c@d'])(
    'leaves %s as it is',
    (text) => {
      expect(withoutCredentials(text)).toBe(text);
      expect(hasCredentials(text)).toBe(false);
    },
  );
});
