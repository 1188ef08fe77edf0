// Passkeys with a real browser: Debian's Chromium, whose virtual authenticator is a device that has seen its owner.
import type { CDPSession, Page } from 'playwright-core';
import { openBrowser } from '@argosy/testkit/browser';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { startTestHttpServer, temporaryHome, type TestHttpServer } from '../../test/http.ts';

const password = 'correct horse battery';

/** What a page of ours does, as text: this program knows no browser's types. */
const pageFunctions = `
  let csrfToken;
  const ask = async (path, body, method = 'POST') => {
    const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...(csrfToken && { 'x-csrf-token': csrfToken }) };
    const answer = await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const told = answer.status === 204 ? {} : await answer.json();
    if (told.csrfToken) csrfToken = told.csrfToken;
    return { status: answer.status, body: told };
  };
  const register = async (name) => {
    const { body: { challengeId, options } } = await ask('/v1/passkeys/begin');
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    return { challengeId, name, response: credential.toJSON() };
  };
  const answerOffer = async () => {
    const { body: { challengeId, options } } = await ask('/v1/sign-in/passkey/begin', {});
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    return { challengeId, response: credential.toJSON() };
  };
  Object.assign(window, { ask, register, answerOffer });
`;

interface Stage extends AsyncDisposable {
  readonly server: TestHttpServer;
  /** Runs a script in the page and answers with what it came to. */
  readonly inPage: (script: string) => Promise<{ status: number; body: Record<string, unknown> }>;
  readonly page: Page;
  readonly devices: CDPSession;
  readonly device: string;
}

async function stage(): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const home = stack.use(await temporaryHome());
  const server = stack.use(await startTestHttpServer({ connection: database.connection, home }));
  const browser = await openBrowser();
  stack.defer(() => browser.close());
  const page = await browser.newPage();
  // An empty page where the console would be: answers of the API are sandboxed, and may ask for nothing.
  const ours = `${server.url.replace('127.0.0.1', 'localhost')}/`; // browsers make passkeys for names alone
  await page.route(ours, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto(ours);
  await page.evaluate(pageFunctions);
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const { authenticatorId: device } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const { userId } = (await server.ask('/v1/caller')).body;
  const link = await server.ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  const token = new URL(link.body.url).hash.slice(1);
  const inPage: Stage['inPage'] = (script) => page.evaluate(script);
  await inPage(`ask('/v1/link/use', ${JSON.stringify({ token, password })})`);
  return { server, inPage, page, devices, device, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('RAM-1 a passkey is made on a device, and signs in without name and password; deleted, it does not', async () => {
  await using at = await stage();
  const made = await at.inPage(`register('laptop').then((answer) => ask('/v1/passkeys', answer))`);
  expect(made).toMatchObject({ status: 200, body: { name: 'laptop' } });
  await at.inPage(`ask('/v1/session', undefined, 'DELETE')`);
  expect((await at.inPage(`ask('/v1/caller', undefined, 'GET')`)).status).toBe(401);
  const signedIn = await at.inPage(`answerOffer().then((answer) => ask('/v1/sign-in/passkey', answer))`);
  expect(signedIn).toMatchObject({ status: 200, body: { userName: 'owner', isOwner: true } });
  const sessions = await at.inPage(`ask('/v1/sessions', undefined, 'GET')`);
  expect(sessions.body['items']).toMatchObject([{ method: 'passkey', hasSecondFactor: true, isCurrent: true }]);
  expect((await at.inPage(`ask('/v1/passkeys', undefined, 'GET')`)).body['items']).toMatchObject([
    { name: 'laptop', lastUsedAt: expect.any(String) },
  ]);
  const confirmed = `answerOffer().then((passkey) => ask('/v1/session/confirm', { passkey }))`;
  expect(await at.inPage(confirmed)).toMatchObject({ status: 200 });
  const { id } = made.body;
  expect((await at.inPage(`ask('/v1/passkeys/${String(id)}', undefined, 'DELETE')`)).status).toBe(200);
  const again = await at.inPage(`answerOffer().then((answer) => ask('/v1/sign-in/passkey', answer))`);
  expect(again).toMatchObject({ status: 401, body: { code: 'passkey_refused' } });
  const { items } = (await at.server.ask('/v1/audit-entries?text=passkey_&outcome=allowed')).body;
  const changes = Object.fromEntries(
    items.map((each: { operation: string; changes: object }) => [each.operation, each.changes]),
  );
  expect(changes).toMatchObject({
    passkey_create: { after: { name: 'laptop' } },
    passkey_use: { after: { method: 'passkey', state: 'open' } },
    passkey_delete: { before: { name: 'laptop' }, after: {} },
  });
  const facts = async (): Promise<readonly string[]> =>
    (await at.server.ask('/v1/events')).body.items.map(({ type }: { type: string }) => type.replace('identity.', ''));
  await expect
    .poll(facts) // signed in by a link at first
    .toEqual([
      'user_link_created',
      'session_created',
      'passkey_created',
      'session_ended',
      'session_created',
      'passkey_deleted',
    ]);
});

test('an answer opens once, and is one for its own challenge alone', async () => {
  await using at = await stage();
  await at.inPage(`register('laptop').then((answer) => ask('/v1/passkeys', answer))`);
  await at.inPage(`answerOffer().then((answer) => { window.answer = answer; })`);
  expect((await at.inPage(`ask('/v1/sign-in/passkey', answer)`)).status).toBe(200);
  expect((await at.inPage(`ask('/v1/sign-in/passkey', answer)`)).body['code']).toBe('passkey_refused');
  // what was signed for one challenge is none for another
  const swapped = await at.inPage(
    `answerOffer().then(({ challengeId }) => ask('/v1/sign-in/passkey', { ...answer, challengeId }))`,
  );
  expect(swapped).toMatchObject({ status: 401 });
  expect((await at.server.ask('/v1/sign-in/passkey/begin', { method: 'POST', body: {} })).body).toMatchObject({
    code: 'passkey_needs_name', // asked at an address
    facts: { address: '127.0.0.1' },
  });
});

test('a device that has not seen its owner makes no passkey and opens nothing', async () => {
  await using at = await stage();
  await at.inPage(`register('laptop').then((answer) => ask('/v1/passkeys', answer))`);
  await at.devices.send('WebAuthn.setUserVerified', { authenticatorId: at.device, isUserVerified: false });
  const outcome = await at.inPage(
    `answerOffer().then((answer) => ask('/v1/sign-in/passkey', answer), (error) => ({ status: 0, body: { code: error.name } }))`,
  );
  expect(outcome).toMatchObject({ status: 0, body: { code: 'NotAllowedError' } });
});
