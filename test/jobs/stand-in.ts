/** What a job asks and whom it tells, both as the test says from then on. */
export function standIn<Answer extends { kind: string }, News>(first: Answer) {
  const told: News[] = [];
  let asked = 0;
  let answer: Answer | Error | (() => Promise<Answer>) = first;
  let ear: boolean | Error = true;
  return {
    told,
    asked: () => asked,
    answers(next: typeof answer) {
      answer = next;
    },
    hears(next: typeof ear) {
      ear = next;
    },
    async ask(): Promise<Answer> {
      asked += 1;
      if (answer instanceof Error) throw answer;
      return 'kind' in answer ? answer : answer();
    },
    async tell(_about: unknown, news: News): Promise<boolean> {
      if (ear instanceof Error) throw ear;
      told.push(news);
      return ear;
    },
  };
}
