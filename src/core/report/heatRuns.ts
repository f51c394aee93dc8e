import type { HeatTrack } from "./reportExtras.ts";

/** A run of text of one leak class. */
export interface HeatRun {
	readonly text: string;
	readonly leakClass: number;
}

/**
 * Cuts a document into runs of equal leak class. Tokens that share a character (one character can be several tokens)
 * give it to the graver class; text no token covers is class 0.
 */
export function heatRuns({ text, starts, ends, classes }: HeatTrack): readonly HeatRun[] {
	const perCharacter = new Uint8Array(text.length);
	for (let i = 0; i < classes.length; i++) {
		const leakClass = Math.min(5, Math.max(0, classes[i] ?? 0));
		const end = Math.min(text.length, ends[i] ?? 0);
		for (let at = Math.max(0, starts[i] ?? 0); at < end; at++) {
			perCharacter[at] = Math.max(perCharacter[at] ?? 0, leakClass);
		}
	}
	const runs: HeatRun[] = [];
	for (let from = 0; from < text.length; ) {
		let to = from + 1;
		while (to < text.length && (perCharacter[to] === perCharacter[from] || isTrailingSurrogate(text, to))) to++;
		runs.push({ text: text.slice(from, to), leakClass: perCharacter[from] ?? 0 });
		from = to;
	}
	return runs;
}

/** A cut inside a surrogate pair would make two unprintable halves of one character. */
function isTrailingSurrogate(text: string, at: number): boolean {
	const unit = text.charCodeAt(at);
	const before = text.charCodeAt(at - 1);
	return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
}
