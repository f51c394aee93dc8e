import type { Answer, Failure, Outcome } from "../core/model/answer.ts";

/**
 * Outcomes as blobs: two bytes (format, kind), then sections of a 32-bit byte length and that many bytes. Arrays are
 * their own little-endian memory (every platform we run on), strings are UTF-16, so that what comes back is what went
 * in to the bit: NaN payloads, infinities, lone surrogates, empty arrays.
 */
const FORMAT = 1;
const KINDS = ["tokenize", "score", "generate", "embed", "failure"] as const;

type Section = Int32Array | Float32Array | string;

/** Packs an outcome. */
export function packOutcome(outcome: Outcome): Uint8Array {
	const sections = sectionsOf(outcome).map(bytesOf);
	const packed = new Uint8Array(sections.reduce((size, section) => size + 4 + section.length, 2));
	const view = new DataView(packed.buffer);
	packed[0] = FORMAT;
	packed[1] = KINDS.indexOf(outcome.kind);
	let at = 2;
	for (const section of sections) {
		view.setUint32(at, section.length, true);
		packed.set(section, at + 4);
		at += 4 + section.length;
	}
	return packed;
}

/** The outcome that was packed. Throws an Error for bytes that `packOutcome` never wrote. */
export function unpackOutcome(packed: Uint8Array): Outcome {
	const kind = KINDS[packed[1] ?? -1];
	if (packed[0] !== FORMAT || kind === undefined) throw new Error("an answer of an unknown format");
	const sections = split(packed);
	const next = (): Uint8Array<ArrayBuffer> => {
		const section = sections.shift();
		if (section === undefined) throw new Error("an answer with a missing part");
		return section;
	};
	const outcome = read(kind, next, () => sections.length > 0);
	if (sections.length > 0) throw new Error("an answer with a part too many");
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

function read(kind: Outcome["kind"], next: () => Uint8Array<ArrayBuffer>, more: () => boolean): Outcome {
	const ints = () => new Int32Array(next().buffer);
	const floats = () => new Float32Array(next().buffer);
	const string = () => Buffer.from(next().buffer).toString("utf16le");
	switch (kind) {
		case "tokenize":
			return { kind, ids: ints(), starts: ints(), ends: ints() };
		case "score": {
			const spans = { ids: ints(), starts: ints(), ends: ints() };
			const numbers = { logp: floats(), rank: ints(), entropy: floats(), sd: floats(), argmax: ints() };
			const top = { topIds: ints(), topLogp: floats() };
			const logq: Float32Array[] = [];
			while (more()) logq.push(floats());
			return { kind, ...spans, ...numbers, ...top, logq };
		}
		case "generate":
			return { kind, text: string(), ids: ints(), logp: floats(), finish: string() as "length" };
		case "embed":
			return { kind, vector: floats() } satisfies Answer;
		case "failure":
			return { kind, code: string() as Failure["code"], message: string() };
	}
}

function bytesOf(section: Section): Uint8Array {
	if (typeof section === "string") return Buffer.from(section, "utf16le");
	return new Uint8Array(section.buffer, section.byteOffset, section.byteLength);
}

/** Copies every section into memory of its own: a view into the blob could lie at an offset no typed array may have. */
function split(packed: Uint8Array): Uint8Array<ArrayBuffer>[] {
	const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
	const sections: Uint8Array<ArrayBuffer>[] = [];
	let at = 2;
	while (at < packed.length) {
		const end = at + 4 + view.getUint32(at, true);
		if (end > packed.length) throw new Error("an answer that ends too early");
		sections.push(new Uint8Array(packed.subarray(at + 4, end)));
		at = end;
	}
	return sections;
}
