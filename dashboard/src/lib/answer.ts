import type { UseQueryResult } from '@tanstack/react-query';

/** What a panel needs to know about the questions behind it. */
export interface Answer<T> {
  data: T | undefined;
  error: Error | null;
  isPending: boolean;
  retry: () => void;
}

type Question<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;

/** Several questions as one answer: there when all are there, failed when one failed. */
export function joinAnswers<T extends readonly unknown[], R>(
  questions: { [K in keyof T]: Question<T[K]> },
  combine: (...data: T) => R,
): Answer<R> {
  const data = questions.map((question) => question.data);
  const complete = (values: unknown[]): values is [...T] => values.every((value) => value !== undefined);
  return {
    data: complete(data) ? combine(...data) : undefined,
    error: questions.find((question) => question.error)?.error ?? null,
    // A question that waits for today's date or the tree is pending too, though nothing is being fetched for it.
    isPending: !complete(data) && questions.every((question) => question.error === null),
    retry: () => {
      for (const question of questions) if (question.error) void question.refetch();
    },
  };
}
