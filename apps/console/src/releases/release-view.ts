// What a release looks like on the wire; the contract names only its schema.
import type { releaseGet } from '@argosy/contract/clusters/operations';
import type { ResultOf } from '@argosy/contract/operation';

export type ReleaseView = ResultOf<typeof releaseGet>;
