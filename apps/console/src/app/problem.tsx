// Why something failed: the sentence, where it was, the command, and the last lines of the log that says so.
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export interface Reason {
  readonly message: string;
  readonly node?: string | undefined;
  readonly daemon?: string | undefined;
  readonly command?: string | undefined;
  readonly lastLines?: readonly string[] | undefined;
}

export function Problem({ reason }: { readonly reason: Reason }) {
  const t = useText(appTexts);
  const where = [reason.node, reason.daemon].filter((each) => each !== undefined).join(' · ');
  return (
    <section className="problem" aria-label={t('problem')}>
      <p>{reason.message}</p>
      {where !== '' && <p className="soft">{where}</p>}
      {reason.command !== undefined && (
        <pre className="mono" tabIndex={0}>
          {reason.command}
        </pre>
      )}
      {reason.lastLines !== undefined && (
        <pre className="mono" tabIndex={0}>
          {reason.lastLines.join('\n')}
        </pre>
      )}
    </section>
  );
}
