/** The package brings no types of its own: the two functions that we use. */
declare module 'pg-copy-streams' {
  import type { Readable, Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** `copy … to stdout` as a stream of its bytes. */
  export function to(sql: string): Readable & Submittable & { readonly rowCount: number };
  /** `copy … from stdin` as a stream that takes bytes. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };
}
