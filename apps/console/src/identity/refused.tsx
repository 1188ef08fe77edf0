// What the server said against somebody who tried to come in.
import { ApiError } from '@argosy/client/browser';
import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { sentencesOf } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { deviceProblemOf } from './passkey-device.ts';
import { identityTexts } from './texts.ts';

/** Why it did not work; of a locked account, for how long, counted down. */
export function Refused({ problem }: { readonly problem: unknown }) {
  const app = useText(appTexts);
  const t = useText(identityTexts);
  const seconds = useCountdown(secondsOf(problem), problem);
  if (problem === undefined) return undefined;
  const { title, description } = sentencesOf(problem, app);
  const ofDevice = deviceProblemOf(problem);
  const sentence = ofDevice ? t(ofDevice) : problem instanceof ApiError ? problem.message : `${title}. ${description}`;
  return <NotIn sentence={sentence} next={seconds > 0 ? t('locked', { count: seconds }) : undefined} />;
}

export function NotIn({ sentence, next }: { readonly sentence: string; readonly next?: React.ReactNode }) {
  return <Alert type="error" showIcon role="alert" className="doorway-problem" title={sentence} description={next} />;
}

function secondsOf(problem: unknown): number {
  const after = problem instanceof ApiError ? problem.facts['retryAfterSeconds'] : undefined;
  return typeof after === 'number' ? Math.ceil(after) : 0;
}

function useCountdown(from: number, restart: unknown): number {
  const [left, setLeft] = useState(from);
  useEffect(() => {
    setLeft(from);
    if (from === 0) return undefined;
    const timer = setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1000);
    return () => clearInterval(timer);
  }, [from, restart]);
  return left;
}
