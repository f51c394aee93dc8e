import type { GenerateAnswer, Outcome } from "../../core/model/answer.ts";
import { notFinite } from "../questions/failures.ts";
import type { PreparedGenerate } from "../questions/prepared.ts";
import { drawToken } from "../writing/drawToken.ts";
import { GeneratedText } from "../writing/generatedText.ts";
import { RandomStream } from "../writing/randomStream.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { rowCandidates } from "./rowCandidates.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** The continuation of one prompt while it is written, whoever decodes for it. */
export class Continuation {
	readonly item: PreparedGenerate;
	/** The prompt and what is written so far; `length` of them count. */
	readonly tokens: Int32Array;
	length: number;
	readonly #tokenizer: Tokenizer;
	readonly #random: RandomStream;
	readonly #text: GeneratedText;
	readonly #logp: number[] = [];

	constructor(item: PreparedGenerate, tokenizer: Tokenizer) {
		const { maxTokens, sampling, stop } = item.question;
		this.item = item;
		this.length = item.tokens.length;
		this.tokens = new Int32Array(this.length + Math.max(0, maxTokens));
		this.tokens.set(item.tokens);
		this.#tokenizer = tokenizer;
		this.#random = new RandomStream(sampling?.seed ?? 0);
		this.#text = new GeneratedText(stop);
	}

	/** The outcome when nothing is to be written at all. */
	get begun(): Outcome | undefined {
		return this.item.question.maxTokens <= 0 ? this.#answer("length") : undefined;
	}

	/** Chooses the next token from a staged row of logits. The outcome when that ends it. */
	next(kernel: Kernel, row: number): Outcome | undefined {
		const { sampling, maxTokens } = this.item.question;
		if (!kernel.reduce(row, -1)) return notFinite();
		const draws = sampling !== undefined && sampling.temperature > 0;
		const token = draws ? drawToken(rowCandidates(kernel, row, sampling), sampling, this.#random) : kernel.argmax;
		if (this.#tokenizer.isEnd(token)) return this.#answer("end-of-text");
		if (token !== kernel.argmax) kernel.reduce(row, token);
		this.#logp.push(kernel.logp);
		this.tokens[this.length++] = token;
		this.#text.add(this.#tokenizer.piece(token));
		if (this.#text.isStopped) return this.#answer("stop");
		return this.#logp.length === maxTokens ? this.#answer("length") : undefined;
	}

	#answer(finish: GenerateAnswer["finish"]): GenerateAnswer {
		const prompt = this.item.tokens.length;
		return {
			kind: "generate",
			text: this.#text.text,
			ids: this.tokens.slice(prompt, prompt + this.#text.tokens),
			logp: Float32Array.from(this.#logp.slice(0, this.#text.tokens)),
			finish,
		};
	}
}
