import type { ScoreAnswer } from "../../core/model/answer.ts";
import type { PreparedScore } from "../questions/prepared.ts";
import type { Kernel } from "./kernel/kernel.ts";

/** The records of one score question while they fill. */
export class Records {
	readonly #item: PreparedScore;
	readonly #answer: ScoreAnswer;
	/** Longest list of most likely tokens that the question needs. */
	readonly #listed: number;

	constructor(item: PreparedScore) {
		const { text, firstScored, question } = item;
		const count = text.ids.length - firstScored;
		const unknown = () => new Float32Array(count).fill(Number.NaN);
		this.#item = item;
		this.#answer = {
			kind: "score",
			ids: text.ids.slice(firstScored),
			starts: text.starts.slice(firstScored),
			ends: text.ends.slice(firstScored),
			// Without BOS nothing precedes the first token: its numbers stay NaN, its ids -1.
			logp: unknown(),
			rank: new Int32Array(count).fill(-1),
			entropy: unknown(),
			sd: unknown(),
			argmax: new Int32Array(count).fill(-1),
			topIds: new Int32Array(count * question.top).fill(-1),
			topLogp: new Float32Array(count * question.top).fill(Number.NaN),
			logq: question.schemes.map(unknown),
		};
		this.#listed = Math.max(
			question.top,
			...question.schemes.map(({ temperature, topK }) => (temperature > 0 ? topK : 0)),
		);
	}

	/** Takes the numbers of the token after `position` from the kernel's staged `row`. False when they are not finite. */
	take(kernel: Kernel, row: number, position: number): boolean {
		const { offset, firstScored, question } = this.#item;
		const i = position + 1 - offset - firstScored;
		const answer = this.#answer;
		const target = answer.ids[i] as number;
		if (!kernel.reduce(row, target)) return false;
		answer.logp[i] = kernel.logp;
		answer.rank[i] = kernel.rank;
		answer.entropy[i] = kernel.entropy;
		answer.sd[i] = kernel.sd;
		answer.argmax[i] = kernel.argmax;
		const listed = kernel.top(this.#listed);
		for (let k = 0; k < Math.min(question.top, listed); k++) {
			answer.topIds[i * question.top + k] = kernel.topIds[k] as number;
			answer.topLogp[i * question.top + k] = (kernel.topLogits[k] as number) - kernel.max - kernel.logZ;
		}
		for (const [s, scheme] of question.schemes.entries()) {
			(answer.logq[s] as Float32Array)[i] = kernel.logq(target, scheme, listed);
		}
		return true;
	}

	get answer(): ScoreAnswer {
		return this.#answer;
	}
}
