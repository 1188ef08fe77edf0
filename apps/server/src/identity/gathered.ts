// Questions that are asked one by one in the same moment, put to the database as one.

const atOnce = 1000; // beyond it a second question: an answer stays a small part of a second's work

/** `ask` for one: those of one moment are asked together, the same (by `nameOf`) once. `ask` answers in their order. */
export function gathered<Question, Answer>(
  nameOf: (question: Question) => string,
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let waiting = new Map<string, { readonly question: Question; readonly answer: PromiseWithResolvers<Answer> }>();
  const flush = async (): Promise<void> => {
    const all = [...waiting.values()];
    waiting = new Map();
    if (all.length === 0) return; // there were so many that they did not wait for the moment to end
    try {
      const answers = await ask(all.map(({ question }) => question));
      for (const [index, { answer }] of all.entries()) answer.resolve(answers[index] as Answer); // as many as were asked
    } catch (error) {
      for (const { answer } of all) answer.reject(error);
    }
  };
  return (question) => {
    const name = nameOf(question);
    const before = waiting.get(name);
    if (before) return before.answer.promise;
    const answer = Promise.withResolvers<Answer>();
    waiting.set(name, { question, answer });
    if (waiting.size === 1) setImmediate(() => void flush());
    else if (waiting.size === atOnce) void flush();
    return answer.promise;
  };
}
