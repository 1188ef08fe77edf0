// The door of the client for browsers: what needs no files.
export { ApiError, errorOf, ServerUnreachable } from './api-error.ts';
export { call, newIdempotencyKey } from './call.ts';
export { followEvents } from './follow.ts';
export { targetOf, type CallArguments, type CallInput } from './operation-input.ts';
export { send, type Connection } from './send.ts';
