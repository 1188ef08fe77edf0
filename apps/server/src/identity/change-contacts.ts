// Whom to reach (RSP-1): every change is dated, and what was before stays known.
import type { ContactKind } from '@argosy/contract/identity/vocabulary';
import { invariant, refusal } from '@argosy/kernel/errors';
import { type Instant, isBefore } from '@argosy/kernel/time';
import type { Caller } from '../platform/caller.ts';
import type { Tx } from '../platform/database.ts';
import { changing } from './changing.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type Contact, endContact, endContactRow, findContact, insertContact, lockContact } from './store/contacts.ts';
import { noteChanges } from '../platform/transaction.ts';
import { toldContact } from './told-changes.ts';

interface ContactFields {
  readonly kind: ContactKind;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly note: string;
}

export async function createContact(deps: IdentityDeps, caller: Caller, input: ContactFields): Promise<Contact> {
  return changing(deps, caller, {
    fact: 'identity.contact_created',
    async body(tx) {
      const id = deps.newId('contact');
      const { organizationId, userId: changedBy } = caller;
      await insertContact(tx, { ...input, id, organizationId, validFrom: deps.clock.now(), changedBy });
      const made = await present(tx, caller, id);
      noteChanges(tx, { after: toldContact(made) });
      return made;
    },
  });
}

/** What is absent stays as it is. Refuses: contact_not_found. */
export async function updateContact(
  deps: IdentityDeps,
  caller: Caller,
  {
    contactId,
    ...changes
  }: { readonly contactId: string } & {
    readonly [Field in keyof ContactFields]?: ContactFields[Field] | undefined;
  },
): Promise<Contact> {
  return changing(deps, caller, {
    fact: 'identity.contact_updated',
    async body(tx) {
      const before = await requireContact(tx, caller, contactId);
      const validFrom = notBefore(before.validFrom, deps.clock.now());
      await endContactRow(tx, before, validFrom);
      await insertContact(tx, {
        ...before,
        kind: changes.kind ?? before.kind,
        name: changes.name ?? before.name,
        phone: changes.phone ?? before.phone,
        email: changes.email ?? before.email,
        note: changes.note ?? before.note,
        validFrom,
        changedBy: caller.userId,
      });
      const updated = await present(tx, caller, before.id);
      noteChanges(tx, { before: toldContact(before), after: toldContact(updated) });
      return updated;
    },
  });
}

/** Refuses: contact_not_found. */
export async function deleteContact(deps: IdentityDeps, caller: Caller, contactId: string): Promise<Contact> {
  return changing(deps, caller, {
    fact: 'identity.contact_deleted',
    async body(tx) {
      const before = await requireContact(tx, caller, contactId);
      await endContact(tx, before, notBefore(before.validFrom, deps.clock.now()));
      noteChanges(tx, { before: toldContact(before) });
      return present(tx, caller, before.id);
    },
  });
}

async function requireContact(tx: Tx, { organizationId }: Caller, contactId: string): Promise<Contact> {
  const contact = await lockContact(tx, { id: contactId, organizationId });
  if (!contact) throw refusal('contact_not_found', { contactId });
  return contact;
}

async function present(tx: Tx, { organizationId }: Caller, id: string): Promise<Contact> {
  const contact = await findContact(tx, { id, organizationId });
  invariant(contact, 'what was just changed is there');
  return contact;
}

/** A clock that was set back does not turn a period around. */
const notBefore = (earliest: Instant, now: Instant): Instant => (isBefore(now, earliest) ? earliest : now);
