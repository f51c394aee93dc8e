import type { Answer, Failure, Outcome } from "../core/model/answer.ts";

/**
 * Outcomes as blobs: four bytes (format, kind, zero, zero), then sections of a 32-bit byte length and that many bytes,
 * filled up to a multiple of four so that arrays can be read where they lie. Arrays are their own little-endian memory
 * (every platform we run on), strings are UTF-16, so that what comes back is what went in to the bit: NaN payloads,
 * infinities, lone surrogates, empty arrays.
 */
const FORMAT = 2;
const HEADER = 4;
const KINDS = ["tokenize", "score", "generate", "embed", "failure"] as const;

type Section = Int32Array | Float32Array | string;

/** Packs an outcome. */
export function packOutcome(outcome: Outcome): Uint8Array {
	const sections = sectionsOf(outcome).map(bytesOf);
	const packed = new Uint8Array(sections.reduce((size, section) => size + 4 + padded(section.length), HEADER));
	const view = new DataView(packed.buffer);
	packed[0] = FORMAT;
	packed[1] = KINDS.indexOf(outcome.kind);
	let at = HEADER;
	for (const section of sections) {
		view.setUint32(at, section.length, true);
		packed.set(section, at + 4);
		at += 4 + padded(section.length);
	}
	return packed;
}

/** The outcome that was packed. Throws an Error for bytes that `packOutcome` never wrote. */
export function unpackOutcome(packed: Uint8Array): Outcome {
	const kind = KINDS[packed[1] ?? -1];
	if (packed[0] !== FORMAT || kind === undefined) throw new Error("an answer of an unknown format");
	const sections = new Sections(packed);
	const outcome = read(kind, sections);
	if (sections.more) throw new Error("an answer with a part too many");
	return outcome;
}

function sectionsOf(outcome: Outcome): readonly Section[] {
	switch (outcome.kind) {
		case "tokenize":
			return [outcome.ids, outcome.starts, outcome.ends];
		case "score": {
			const { ids, starts, ends, logp, rank, entropy, sd, argmax, topIds, topLogp, logq } = outcome;
			return [ids, starts, ends, logp, rank, entropy, sd, argmax, topIds, topLogp, ...logq];
		}
		case "generate":
			return [outcome.text, outcome.ids, outcome.logp, outcome.finish];
		case "embed":
			return [outcome.vector];
		case "failure":
			return [outcome.code, outcome.message];
	}
}

function read(kind: Outcome["kind"], next: Sections): Outcome {
	switch (kind) {
		case "tokenize":
			return { kind, ids: next.ints(), starts: next.ints(), ends: next.ints() };
		case "score": {
			const spans = { ids: next.ints(), starts: next.ints(), ends: next.ints() };
			const moments = { logp: next.floats(), rank: next.ints(), entropy: next.floats(), sd: next.floats() };
			const best = { argmax: next.ints(), topIds: next.ints(), topLogp: next.floats() };
			const logq: Float32Array[] = [];
			while (next.more) logq.push(next.floats());
			return { kind, ...spans, ...moments, ...best, logq };
		}
		case "generate":
			return { kind, text: next.text(), ids: next.ints(), logp: next.floats(), finish: next.text() as "length" };
		case "embed":
			return { kind, vector: next.floats() } satisfies Answer;
		case "failure":
			return { kind, code: next.text() as Failure["code"], message: next.text() };
	}
}

function bytesOf(section: Section): Uint8Array {
	if (typeof section === "string") return Buffer.from(section, "utf16le");
	return new Uint8Array(section.buffer, section.byteOffset, section.byteLength);
}

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;

/** The sections of a blob, one after the other: views of it, or of a copy where it begins in between four bytes. */
class Sections {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#at = HEADER;

	constructor(packed: Uint8Array) {
		this.#bytes = packed.byteOffset % 4 === 0 ? packed : packed.slice();
		this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
	}

	get more(): boolean {
		return this.#at < this.#bytes.length;
	}

	ints(): Int32Array {
		const { at, length } = this.#next();
		return new Int32Array(this.#bytes.buffer, at, length / 4);
	}

	floats(): Float32Array {
		const { at, length } = this.#next();
		return new Float32Array(this.#bytes.buffer, at, length / 4);
	}

	text(): string {
		const { at, length } = this.#next();
		return Buffer.from(this.#bytes.buffer, at, length).toString("utf16le");
	}

	/** Where the next section lies in the buffer, and its length in bytes. */
	#next() {
		if (!this.more) throw new Error("an answer with a missing part");
		const begin = this.#at + 4;
		const length = begin <= this.#bytes.length ? this.#view.getUint32(this.#at, true) : Number.POSITIVE_INFINITY;
		if (begin + padded(length) > this.#bytes.length) throw new Error("an answer that ends too early");
		this.#at = begin + padded(length);
		return { at: this.#bytes.byteOffset + begin, length };
	}
}
