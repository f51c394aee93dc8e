import type { Document } from "../../corpus/document.ts";
import type { Role } from "../../model/question.ts";
import type { Finding } from "../probe.ts";
import type { Asked } from "./askForms.ts";
import type { Form } from "./form.ts";
import type { Reply } from "./reply.ts";

/** How a form's replies become findings: by the free run, or by the probability of the answer. */
export interface FindingBy {
	/** The finding's metric, which the policy has a rule for. */
	readonly metric: string;
	readonly by: "right" | "pz";
}

/**
 * One finding per open question: where the document says it, what the target did and what the reference did. Wrong free
 * runs are none. Choices never are: half of them come right by chance.
 */
export function answerFindings(
	document: Document,
	asked: readonly Asked[],
	how: (asked: Asked) => FindingBy | undefined,
): readonly Finding[] {
	return asked.flatMap((one): readonly Finding[] => {
		const { item, form, asking, replies, isChat } = one;
		const { target, reference } = replies;
		const by = how(one);
		if (!by || !target || asking.kind !== "open" || (by.by === "right" && target.right === 0)) return [];
		const value = (reply: Reply): number => reply[by.by];
		return [
			{
				span: item.sentence ?? { start: 0, end: document.text.length },
				metric: by.metric,
				value: value(target),
				...(reference ? { control: value(reference) } : {}),
				evidence: {
					prompt: asking.prompt,
					expected: asking.answer,
					produced: target.produced,
					numbers: numbersOf(replies),
					setting: setting(form, by, isChat),
				},
			},
		];
	});
}

function numbersOf(replies: Asked["replies"]): Finding["evidence"]["numbers"] {
	return Object.fromEntries(
		(Object.entries(replies) as [Role, Reply][]).map(([role, r]) => [
			role,
			{ correct: r.right, pz: r.pz, logp: r.logp },
		]),
	);
}

function setting({ name, words }: Form, { by }: FindingBy, isChat: boolean): string {
	const how = by === "right" ? "greedy" : "T 1, top-k 40";
	return `${name}, ${words}, ${how}${isChat ? ", asked through the chat template" : ""}`;
}
