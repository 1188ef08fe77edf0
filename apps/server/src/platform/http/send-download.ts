// Sends a customer's file as one to be kept, never as one to be shown: whatever it holds, HTML or SVG with scripts among it, a
// browser must not take it for a page of ours.
import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export async function sendDownload(
  reply: FastifyReply,
  {
    name,
    type = 'application/octet-stream',
    sizeBytes,
    content,
  }: {
    readonly name: string;
    /** An image that is one may be shown inside a page of ours; there is no script in a PNG. */
    readonly type?: 'application/octet-stream' | 'image/png';
    readonly sizeBytes: number;
    readonly content: Readable;
  },
): Promise<void> {
  await reply
    .type(type)
    .headers({
      'content-length': sizeBytes,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
    })
    .send(content);
}
