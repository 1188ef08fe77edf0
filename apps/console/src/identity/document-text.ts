// A policy's document as it is written and read.
import type { PolicyDetailView } from '@argosy/contract/identity/policies';

export const firstDocument = `{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["clusters:Get*", "clusters:List*"],
      "Resource": ["*"]
    }
  ]
}`;

export const asText = (document: PolicyDetailView['document']): string => JSON.stringify(document, undefined, 2);

/** The text has been checked. */
export const asDocument = (text: string): PolicyDetailView['document'] =>
  JSON.parse(text) as PolicyDetailView['document'];
