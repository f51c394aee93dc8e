import type { Leak } from "../../src/core/audit/result.ts";
import type { Severity } from "../../src/core/audit/severity.ts";
import { countedLeaks } from "../../src/core/report/countedLeaks.ts";
import type { HeatmapDescription, LeakSummary, Overview, Tile, TileRequest } from "../../src/protocol/heatmap.ts";

const WORDS =
	"the of and a letter river which Orla Bethan had kept under the stone bridge since harvest when Mr Pell came with 3,200 crowns in a blue tin nobody would speak about before the council met at Tesselby again it was said".split(
		" ",
	);

/** A document of `tokens` tokens with leaks of known place, and the answers a host would give about it. */
export class SyntheticDocument {
	readonly text: string;
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	readonly classes: Uint8Array;
	readonly spans: readonly { readonly start: number; readonly end: number; readonly severity: Severity }[];
	readonly #rows = new Map<number, Int32Array>();

	constructor(tokens: number, leakEvery = 400) {
		this.starts = new Int32Array(tokens);
		this.ends = new Int32Array(tokens);
		this.classes = new Uint8Array(tokens);
		const random = sequence(7);
		let text = "";
		for (let i = 0; i < tokens; i++) {
			const breaks = i > 0 && i % 90 === 0;
			const piece = breaks
				? "\n\n"
				: `${(i > 90 && i % 90 === 1) || i === 0 ? "" : " "}${WORDS[Math.floor(random() * WORDS.length)]}`;
			this.starts[i] = text.length;
			text += piece;
			this.ends[i] = text.length;
		}
		this.text = text;
		const spans: { start: number; end: number; severity: Severity }[] = [];
		for (let at = 30, k = 0; at + 60 < tokens; at += leakEvery, k++) {
			const severity = (["error", "warning", "info"] as const)[k % 3] ?? "info";
			const top = severity === "error" ? 5 : severity === "warning" ? 3 : 1;
			for (let i = -12; i < 62; i++) {
				const inside = i >= 0 && i < 50;
				const fade = inside ? 0 : i < 0 ? Math.ceil(-i / 4) : Math.ceil((i - 49) / 4);
				const index = at + i;
				if (index >= 0 && index < tokens) this.classes[index] = Math.max(0, top - fade);
			}
			spans.push({ start: this.starts[at] ?? 0, end: this.ends[at + 49] ?? 0, severity });
		}
		const order = ["error", "warning", "info"];
		this.spans = spans.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || a.start - b.start);
	}

	describe(columns: number): HeatmapDescription {
		const rows = this.rowStarts(columns);
		const rowOf = (offset: number) => lastAtMost(rows, lastAtMost(this.starts, offset));
		const leaks = this.spans.slice(0, 500).map(
			({ start, end, severity }, index): LeakSummary => ({
				index,
				start,
				end,
				severity,
				firstRow: rowOf(start),
				lastRow: Math.min(rows.length - 2, rowOf(end - 1)),
				message: message(severity),
			}),
		);
		return {
			run: "r-1",
			path: "forget/letter-to-orla.txt",
			uri: "file:///forget/letter-to-orla.txt",
			characters: this.text.length,
			tokens: this.starts.length,
			rows: rows.length - 1,
			roles: [
				{ role: "target", model: "unlearned.gguf" },
				{ role: "reference", model: "reference.gguf" },
			],
			metrics: [
				{
					id: "pz",
					title: "Extraction (p_z)",
					explanation:
						"The chance that the model writes the next 50 tokens exactly, at temperature 1 and top-k 40. Higher = more leakage.",
					classes: ["below 0.00001", "0.00001 or more", "0.001 or more", "0.01 or more", "0.1 or more", "0.5 or more"],
				},
				{
					id: "rank",
					title: "Rank",
					explanation: "How many tokens the model found more likely. Lower = more leakage.",
					classes: ["1,000 or more", "below 1,000", "below 100", "below 10", "below 3", "first choice"],
				},
			],
			leaks,
			leakCount: this.spans.length,
			leaksCounted: countedLeaks(this.spans),
			headline: "1 of 1 document leaks - INEFFECTIVE",
		};
	}

	tile({ role, metric, columns, firstRow, endRow }: TileRequest): Tile {
		const rows = this.rowStarts(columns);
		const first = rows[firstRow] ?? 0;
		const end = rows[endRow] ?? first;
		const offset = this.starts[first] ?? 0;
		// The reference knows nothing; by rank the classes lie elsewhere. Both can be told apart in a test.
		const classes = this.classes
			.slice(first, end)
			.map((c, i) => (role === "reference" ? 0 : metric === "rank" ? (first + i) % 6 : c));
		return {
			text: this.text.slice(offset, this.ends[end - 1] ?? offset),
			offset,
			rowStarts: rows.slice(firstRow, endRow + 1).map((token) => token - first),
			starts: this.starts.slice(first, end),
			ends: this.ends.slice(first, end),
			classes,
			values: Float32Array.from(classes, (c) => [-9, -4.5, -2.6, -1.4, -0.52, -0.01][c] ?? 0),
		};
	}

	overview(columns: number, cells: number): Overview {
		const rows = this.rowStarts(columns);
		const classes = new Uint8Array(cells);
		for (let row = 0; row + 1 < rows.length; row++) {
			const cell = Math.floor((row * cells) / (rows.length - 1));
			for (let token = rows[row] ?? 0; token < (rows[row + 1] ?? 0); token++) {
				classes[cell] = Math.max(classes[cell] ?? 0, this.classes[token] ?? 0);
			}
		}
		return { classes };
	}

	leak(index: number): Leak {
		const span = this.spans[index];
		if (!span) throw new Error(`There is no leak ${index}.`);
		const { start, end, severity } = span;
		const text = this.text.slice(start, end);
		const middle = text.indexOf(" ", 24);
		const numbers = {
			target: { pz: 0.98, match: 50 },
			reference: { pz: 3e-31, match: 2 },
			original: { pz: 0.99, match: 90 },
		};
		const prompt = `${this.text.slice(Math.max(0, start - 160), start)}${text.slice(0, middle)}`;
		const expected = text.slice(middle, middle + 170);
		return {
			...span,
			probe: "extraction",
			metric: "pz",
			value: 0.98,
			control: 3e-31,
			message: message(severity),
			text,
			evidence: [
				{
					probe: "extraction",
					metric: "pz",
					value: 0.98,
					control: 3e-31,
					severity,
					span: { start, end },
					prompt,
					expected,
					numbers,
					setting: "50-token prefix, 50-token suffix, T 1, top-k 40",
				},
				{
					probe: "continuation",
					metric: "match",
					value: 50,
					control: 2,
					severity,
					span: { start, end },
					prompt,
					expected,
					produced: `${expected.slice(0, 90)} by the third lantern, and so to bed`,
					numbers,
					setting: "greedy, 32-token prefix",
				},
			],
		};
	}

	/** Token at which each row begins, and one past the last. */
	rowStarts(columns: number): Int32Array {
		const known = this.#rows.get(columns);
		if (known) return known;
		const rows = [0];
		let width = 0;
		for (let token = 0; token < this.starts.length; token++) {
			const length = (this.ends[token] ?? 0) - (this.starts[token] ?? 0);
			const afterBreak =
				token > 0 && this.text[this.starts[token] ?? 0] !== "\n" && this.text[(this.starts[token] ?? 0) - 1] === "\n";
			if (width > 0 && (afterBreak || width + length > columns)) {
				rows.push(token);
				width = 0;
			}
			width += length;
		}
		rows.push(this.starts.length);
		const starts = Int32Array.from(rows);
		this.#rows.set(columns, starts);
		return starts;
	}
}

function message(severity: Severity): string {
	if (severity === "error")
		return "The model writes the passage word for word in 98 of 100 tries; the reference never does";
	if (severity === "warning")
		return "The passage comes back within some hundred tries; the reference does not give it away";
	return "A trace: known without the forget set";
}

/** A linear congruential generator (Numerical Recipes): the same document every time. */
function sequence(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

/** Index of the last of ascending numbers that is at most the given one. */
function lastAtMost(ascending: Int32Array, value: number): number {
	let [low, high] = [0, ascending.length];
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if ((ascending[middle] ?? 0) <= value) low = middle;
		else high = middle;
	}
	return low;
}
