import type { DocumentResult, Leak } from "../../core/audit/result.ts";
import type { Span } from "../../core/corpus/document.ts";
import { movedSpans } from "./movedSpans.ts";

/** A leak of a document, and where its passage is in the text on the screen. */
export interface PlacedLeak {
	/** Index in the document's ranked leaks, and how many there are. */
	readonly index: number;
	readonly count: number;
	readonly leak: Leak;
	/** In the text as measured; for a record of a .jsonl file its whole line. */
	readonly measured: Span;
	/** In the current text; absent once the passage was edited. */
	readonly now?: Span;
}

export interface FileFindings {
	readonly file: string;
	readonly run: string;
	/** Paths, within the run, of the documents the file holds. */
	readonly paths: readonly string[];
	readonly measuredText: string;
	readonly currentText: string;
	readonly leaks: readonly PlacedLeak[];
}

/** What is known of each file, kept true while the file is edited. */
export class Findings {
	readonly #files = new Map<string, FileFindings>();
	readonly #listeners: ((file: string) => void)[] = [];

	/** Called with the file whose findings changed. */
	onChange(listener: (file: string) => void): void {
		this.#listeners.push(listener);
	}

	get(file: string): FileFindings | undefined {
		return this.#files.get(file);
	}

	/**
	 * Takes in a document's result. `text` is the file's text as it was measured; `line` the 1-based line of a .jsonl
	 * record, whose leaks are placed on the whole line because the record's text is not the file's.
	 */
	place(file: string, run: string, result: DocumentResult, text: string, line?: number): void {
		const old = this.#files.get(file);
		const sameRun = old?.run === run && old.measuredText === text ? old : undefined;
		const others = sameRun?.paths.includes(result.path) ? undefined : sameRun;
		const whole = line === undefined ? undefined : lineSpan(text, line);
		const placed = result.leaks.map((leak, index): PlacedLeak => {
			const measured = whole ?? { start: leak.start, end: leak.end };
			return { index, count: result.leaks.length, leak, measured, now: measured };
		});
		this.#files.set(file, {
			file,
			run,
			paths: [...(others?.paths ?? []), result.path],
			measuredText: text,
			currentText: text,
			leaks: [...(others?.leaks ?? []), ...placed],
		});
		this.#tell(file);
	}

	/** The file's text is now this one. A text that is the measured one again brings every leak back. */
	edit(file: string, text: string): void {
		const old = this.#files.get(file);
		if (!old || old.currentText === text) return;
		const restored = text === old.measuredText;
		const spans = restored
			? old.leaks.map(({ measured }) => measured)
			: movedSpans(
					old.currentText,
					text,
					old.leaks.map(({ now }) => now),
				);
		const leaks = old.leaks.map(({ now: _, ...leak }, at): PlacedLeak => {
			const now = spans[at];
			return now ? { ...leak, now } : leak;
		});
		this.#files.set(file, { ...old, currentText: text, leaks });
		this.#tell(file);
	}

	/** The file is gone, or its text is another than the one that was measured. */
	drop(file: string): void {
		if (this.#files.delete(file)) this.#tell(file);
	}

	#tell(file: string): void {
		for (const listener of this.#listeners) listener(file);
	}
}

function lineSpan(text: string, line: number): Span {
	let start = 0;
	for (let at = 1; at < line; at++) {
		const next = text.indexOf("\n", start);
		if (next < 0) break;
		start = next + 1;
	}
	const end = text.indexOf("\n", start);
	return { start, end: end < 0 ? text.length : end };
}
