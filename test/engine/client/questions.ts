import type { ScoreQuestion } from "../../../src/core/model/question.ts";

/** For processes of their own, where the test framework is not at hand. */
export const score = (text: string): ScoreQuestion => ({
	kind: "score",
	role: "target",
	text,
	scoredFrom: 0,
	schemes: [],
	top: 0,
});
