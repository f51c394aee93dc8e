import type { Verdict, VerdictLabel } from "../audit/result.ts";

/** What each verdict means to someone who has never met the word. We never claim that knowledge is gone. */
const LABEL_WORDS: Readonly<Record<VerdictLabel, string>> = {
	INEFFECTIVE:
		"Asked plainly, the model still gives away more of the documents than a model that never saw them would.",
	SUPPRESSION:
		"The model holds the documents back rather than having lost them: plain questions come back clean or nearly so, closer ones do not.",
	"OVER-UNLEARNED":
		"The model avoids the documents more than a model that never saw them would, and that itself can be noticed.",
	"REMOVAL-CONSISTENT": "No evidence of residual knowledge at this budget.",
	INCONCLUSIVE: "This audit cannot settle the question.",
};

export const DESTROYED_WORDS =
	"The model is damaged: it also fails at what it should have kept, so its scores on the forget set mean little.";

const GONE_OR_HIDDEN =
	"that the documents are gone from the model, or even that they are hidden from someone who only types prompts";

/** What may and may not be said of the model after this audit. */
function claimWords({ label, supported, claim }: Verdict): string {
	if (supported) {
		const how = claim.includes("sampling") ? "types prompts, however often" : "only types prompts";
		return `This audit supports saying that the documents are hidden from someone who ${how}. It does not support saying that they are gone from the model.`;
	}
	if (label === "INEFFECTIVE") return `This audit speaks against saying ${GONE_OR_HIDDEN}.`;
	return `This audit does not support saying ${GONE_OR_HIDDEN}.`;
}

/** The verdict in plain sentences, to stand before its label's reasons and their statistics. */
export function verdictSentences(verdict: Verdict): readonly [meaning: string, claim: string] {
	return [LABEL_WORDS[verdict.label], claimWords(verdict)];
}

/** "8 further tests are not built into this version: …", or undefined when all are. */
export function notBuiltSentence({ notBuilt }: Pick<Verdict, "notBuilt">): string | undefined {
	if (notBuilt.length === 0) return undefined;
	const are = notBuilt.length === 1 ? "1 further test is" : `${notBuilt.length} further tests are`;
	return `${are} not built into this version: ${notBuilt.join("; ")}.`;
}
