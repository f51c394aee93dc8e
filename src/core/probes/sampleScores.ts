import type { Role } from "../model/question.ts";
import type { ProbeSample } from "./probe.ts";

/** What a probe scored one document with for a model; undefined where it gave no number. */
export function scoreOf({ result }: ProbeSample, metric: string, role: Role): number | undefined {
	return result.scores.find((score) => score.metric === metric && score.role === role)?.value;
}

/** A count over all documents; those without the number count nothing. */
export function totalScore(samples: readonly ProbeSample[], metric: string, role: Role): number {
	return samples.reduce((sum, sample) => sum + (scoreOf(sample, metric, role) ?? 0), 0);
}
