// The door of the client: what programs that speak to an Argosy server use.
export { ApiError, ServerUnreachable } from './api-error.ts';
export { createClient, type Client, type ClientOptions } from './client.ts';
export { hashFile, type FileFacts } from './files.ts';
export type { CallInput } from './operation-input.ts';
