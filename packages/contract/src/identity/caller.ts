// Who one is to the server: what signing in answers with, and what a page asks for when it is loaded again.
import * as z from 'zod';

export const callerView = z.object({
  organizationId: z.string(),
  organizationName: z.string(),
  organizationAlias: z.string().describe('behind the @ of a sign-in name'),
  userId: z.string(),
  userName: z.string(),
  displayName: z.string(),
  language: z.enum(['en', 'zh']).optional().describe('that they chose'),
  isOwner: z.boolean(),
  isProvider: z.boolean().describe('of the organization that runs this server'),
  hasPassword: z.boolean().describe('whether they can sign in with one'),
  accessKeyId: z.string().optional(),
  roleId: z.string().optional().describe('that they act in'),
  sessionId: z.string().optional().describe('of a browser'),
  csrfToken: z.string().optional().describe('of a browser: sent in x-csrf-token with everything that is not a GET'),
  permissions: z.array(z.string()).describe('what the access key was limited to'),
});
