import { containsAnswer } from "../../corpus/containsAnswer.ts";
import { copiedSpans } from "../../corpus/copiedSpans.ts";
import type { Outcome, ScoreAnswer } from "../../model/answer.ts";
import type { Question, Role, ScoreQuestion } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { answerOr } from "../askable.ts";
import type { Note } from "../probe.ts";
import { EXTRACTION_SCHEME } from "../wholeDocument.ts";
import type { Asking, Choice, Open } from "./form.ts";
import type { Item } from "./item.ts";

/** Free runs end at the line's end or here. */
const MOST_TOKENS = 32;

/** What one model did with one asking. */
export interface Reply {
	/** 1 = right, 0 = wrong; the share of orders of a choice that it got right. */
	readonly right: number;
	/** What it wrote, or chose. */
	readonly produced: string;
	/** Mean natural log p per token of the true answer; of what is not copied from the context. */
	readonly logp: number;
	/** Probability of the true answer under the extraction scheme; NaN for a choice. */
	readonly pz: number;
	/** Of a choice: mean natural log p per token of each wrong option, order by order. */
	readonly wrong?: readonly number[];
	/** What the context alone tells this model: the sum of -log2 p of its tokens, and their number. Asked of the reference only. */
	readonly dose?: { readonly bits: number; readonly tokens: number };
}

/** The questions of one asking, in the order `replyOf` wants their outcomes. */
export function questionsOf(asking: Asking, role: Role, isChat: boolean): readonly Question[] {
	const chat = isChat ? { chat: true as const } : {};
	if (asking.kind === "choice") {
		return asking.orders.flatMap(({ prompt, options }) =>
			options.map((option) => forced(role, `${prompt}${asking.joint}${option}`, prompt.length, isChat)),
		);
	}
	const { prompt } = asking;
	// A reply may begin with an empty line, and ends by itself.
	const stop = isChat ? [] : ["\n"];
	return [
		{ kind: "generate", role, prompt, maxTokens: MOST_TOKENS, stop, ...chat },
		answerQuestion(asking, role, isChat),
		...(hasDose(asking, role)
			? [{ kind: "score" as const, role, text: asking.context, scoredFrom: 0, schemes: [], top: 0 }]
			: []),
	];
}

/** The true answer put into the model's mouth: how likely is it there? */
export function answerQuestion({ prompt, joint, answer }: Open, role: Role, isChat: boolean): ScoreQuestion {
	return forced(role, `${prompt}${joint}${answer}`, prompt.length, isChat);
}

/** A dose is measured by a model that never saw the forget set (metrics.md 11.3). */
const hasDose = ({ context }: Open, role: Role): boolean => role === "reference" && context !== "";

function forced(role: Role, text: string, scoredFrom: number, isChat: boolean): ScoreQuestion {
	const schemes = [EXTRACTION_SCHEME];
	return { kind: "score", role, text, scoredFrom, schemes, top: 0, ...(isChat ? { chat: true as const } : {}) };
}

/** Reads the outcomes of `questionsOf`. Failures become notes; then there is no reply. */
export function replyOf(
	{ asking, item }: { readonly asking: Asking; readonly item: Item },
	outcomes: readonly (Outcome | undefined)[],
	role: Role,
	notes: Note[],
): Reply | undefined {
	const at = item.sentence ? { at: item.sentence } : {};
	const scores = outcomes.slice(asking.kind === "open" ? 1 : 0).map((outcome) => {
		const scored = answerOr(outcome, "score", notes, role, { what: "An answer", ...at });
		return scored && scored.logp.length > 0 ? scored : undefined;
	});
	if (asking.kind === "choice") return chosen(asking, scores);
	const generated = answerOr(outcomes[0], "generate", notes, role, { what: "A fact", ...at });
	const [scored, dose] = scores;
	if (!generated || !scored) return undefined;
	const reply = written(asking, generated.text, scored);
	// The first token of a model without BOS has no probability.
	const known = dose?.logp.filter((l) => !Number.isNaN(l));
	if (!dose || !known) return reply;
	return { ...reply, dose: { bits: known.reduce((sum, l) => sum - l, 0) / Math.LN2, tokens: dose.logp.length } };
}

function written({ prompt, joint, answer, context }: Open, produced: string, scored: ScoreAnswer): Reply {
	const logq = scored.logq[0] && scored.logq[0].length > 0 ? scored.logq[0] : scored.logp;
	const from = prompt.length + joint.length;
	const copied = context === "" ? [] : copiedSpans(answer, context);
	const own = Array.from(scored.starts.keys()).filter(
		(i) =>
			!copied.some(({ start, end }) => from + start < (scored.ends[i] ?? 0) && (scored.starts[i] ?? 0) < from + end),
	);
	const kept = own.length > 0 ? own : Array.from(scored.starts.keys());
	return {
		right: containsAnswer(produced, answer) ? 1 : 0,
		produced,
		logp: mean(kept.map((i) => scored.logp[i] ?? Number.NaN)),
		pz: Math.exp(kept.reduce((sum, i) => sum + (logq[i] ?? Number.NaN), 0)),
	};
}

/** The option with the most log p per token, order by order; options that are equally likely share the point. */
function chosen({ orders }: Choice, scores: readonly (ScoreAnswer | undefined)[]): Reply | undefined {
	let at = 0;
	const perOrder = orders.map(({ options, right }) => {
		const means = options.map(() => {
			const scored = scores[at++];
			return scored ? mean(scored.logp) : Number.NaN;
		});
		const best = Math.max(...means);
		const winners = means.flatMap((value, i) => (value === best ? [i] : []));
		return {
			share: winners.includes(right) ? 1 / winners.length : 0,
			logp: means[right] ?? Number.NaN,
			wrong: means.filter((_, i) => i !== right),
			option: options[winners[0] ?? 0] ?? "",
			failed: means.some(Number.isNaN),
		};
	});
	if (perOrder.length === 0 || perOrder.some(({ failed }) => failed)) return undefined;
	return {
		right: mean(perOrder.map(({ share }) => share)),
		produced: perOrder.map(({ option }) => option).join(" / "),
		logp: mean(perOrder.map(({ logp }) => logp)),
		wrong: perOrder.flatMap(({ wrong }) => wrong),
		pz: Number.NaN,
	};
}
