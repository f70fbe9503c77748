/** What stands between the scheme of an address and its host: a user, or a user and a password. One or more slashes, as a path has them left. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/{1,3})[^\s/'"`<>]*@/giu;

/**
 * True for a text with an address that holds a user or a password.
 *
 * @remarks
 * Source: this project; the parts of an address are those of RFC 3986.
 */
export function hasCredentials(text: string): boolean {
  return text.search(CREDENTIALS) >= 0;
}

/**
 * A text whose addresses have lost the user and the password that stand in them: `https://[redacted]@host/`.
 *
 * @remarks
 * Source: this project; the parts of an address are those of RFC 3986.
 */
export function withoutCredentials(text: string): string {
  return text.replaceAll(CREDENTIALS, '$1[redacted]@');
}
