/** Bytes of generated tokens as text, cut before the first stop string. */
export class GeneratedText {
	readonly #stop: readonly string[];
	readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	/** Length of the text after each token. */
	readonly #lengths: number[] = [];
	#text = "";
	#end: number | undefined;

	constructor(stop: readonly string[]) {
		this.#stop = stop.filter((text) => text !== "");
	}

	/** Adds a token's bytes. A character that is not complete yet waits for the next token. */
	add(piece: Uint8Array): void {
		const before = this.#text.length;
		this.#text += this.#decoder.decode(piece, { stream: true });
		this.#lengths.push(this.#text.length);
		for (const stop of this.#stop) {
			const at = this.#text.indexOf(stop, Math.max(0, before - stop.length + 1));
			if (at >= 0 && at < (this.#end ?? Number.POSITIVE_INFINITY)) this.#end = at;
		}
	}

	get isStopped(): boolean {
		return this.#end !== undefined;
	}

	get text(): string {
		return this.#text.slice(0, this.#end);
	}

	/** How many of the tokens added belong to the text: all, or those before the one at whose start the stop begins. */
	get tokens(): number {
		const end = this.#end;
		if (end === undefined) return this.#lengths.length;
		const complete = this.#lengths.findIndex((length) => length > end);
		const start = complete <= 0 ? 0 : (this.#lengths[complete - 1] as number);
		return complete < 0 ? this.#lengths.length : complete + (start < end ? 1 : 0);
	}
}
