import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { Problem } from "../../src/core/audit/problem.ts";
import type { AuditRequest } from "../../src/core/audit/request.ts";
import type { AuditResult, DocumentResult, Leak, LeakEvidence } from "../../src/core/audit/result.ts";
import type { Role } from "../../src/core/model/question.ts";
import type { Auditor, RunSummary } from "../../src/runtime/auditor.ts";
import { auditResult } from "../core/report/auditResultBuilder.ts";

type AuditOptions = NonNullable<Parameters<Auditor["audit"]>[1]>;

/** "Leaks" are the given phrases wherever they stand in a file: the test knows every offset by looking at its text. */
export class FakeAuditor implements Auditor {
	phrases: readonly string[] = ["secret"];
	/** An audit ends when this resolves. */
	gate: Promise<void> = Promise.resolve();
	problem: Problem | undefined;
	/** Text every record of a .jsonl file was read from, when its documents are records. */
	records = false;
	readonly requests: AuditRequest[] = [];
	readonly overlays: NonNullable<AuditOptions["overlays"]>[] = [];
	closed = false;
	#results: AuditResult[] = [];
	readonly #texts = new Map<string, string>();

	async audit(request: AuditRequest, options: AuditOptions = {}): Promise<AuditResult> {
		this.requests.push(request);
		this.overlays.push(options.overlays ?? {});
		if (this.problem) throw this.problem;
		const run = `run-${this.requests.length}`;
		options.onEvent?.({ type: "run", run, resumed: false });
		options.onEvent?.({ type: "model", role: "target", name: "target.gguf", state: "loading", backend: "CPU" });
		options.onEvent?.({
			type: "progress",
			answered: 3,
			known: 12,
			expected: 12,
			reused: 0,
			tokensPerSecond: 5200,
			secondsLeft: 9,
		});
		await Promise.race([this.gate, aborted(options.signal)]);
		if (options.signal?.aborted)
			throw new Problem("cancelled", "The audit was cancelled.", "What was measured is kept.");
		const documents: DocumentResult[] = [];
		for (const file of request.forget.filter((path) => statSync(path).isFile())) {
			const text = options.overlays?.[file] ?? readFileSync(file, "utf8");
			for (const [index, record] of (this.records ? text.split("\n") : [text]).entries()) {
				const document = this.#documentResult(this.records ? `${file}#${index + 1}` : file, record);
				documents.push(document);
				const line = this.records ? { line: index + 1 } : {};
				options.onEvent?.({ type: "document", set: "forget", document, file, ...line });
			}
		}
		const result = auditResult({
			run,
			documents,
			summary: { documents: documents.length, leaked: { error: documents.length, warning: 0, info: 0 } },
		});
		this.#results.push(result);
		return result;
	}

	runs(): readonly RunSummary[] {
		return [];
	}

	request(): AuditRequest | undefined {
		return this.requests.at(-1);
	}

	result(run: string): AuditResult | undefined {
		return run === "latest" ? this.#results.at(-1) : this.#results.find((result) => result.run === run);
	}

	/** One token a word, each with the log p of minus its length: easy to foresee. */
	tokens(_run: string, path: string, role: Role): ReturnType<Auditor["tokens"]> {
		const text = this.#texts.get(path);
		if (text === undefined || role === "original") return undefined;
		const words = [...text.matchAll(/\s*\S+/g)];
		const logp = Float32Array.from(words, ([word]) => (role === "target" ? -word.length / 100 : -10));
		return {
			text,
			windows: { prefix: 50, suffix: 50 },
			records: {
				ids: Int32Array.from(words, (_, index) => index),
				starts: Int32Array.from(words, ({ index }) => index),
				ends: Int32Array.from(words, ({ index, 0: word }) => index + word.length),
				logp,
				rank: Int32Array.from(words, ([word]) => word.length),
				entropy: Float32Array.from(words, () => 1.5),
				sd: Float32Array.from(words, () => 1),
				argmax: new Int32Array(words.length),
				topIds: new Int32Array(0),
				topLogp: new Float32Array(0),
				logq: [logp],
			},
		};
	}

	file(_run: string, path: string): string | undefined {
		return path.split("#")[0];
	}

	covering(file: string): { readonly run: string; readonly path: string } | undefined {
		const result = this.#results.findLast(({ documents }) => documents.some(({ path }) => path === file));
		return result && { run: result.run, path: file };
	}

	async close(): Promise<void> {
		this.closed = true;
	}

	#documentResult(path: string, text: string): DocumentResult {
		this.#texts.set(path, text);
		const leaks = this.phrases.flatMap((phrase) =>
			[...text.matchAll(new RegExp(phrase, "g"))].map(({ index }) => leakAt(text, index, index + phrase.length)),
		);
		return {
			path,
			sha256: createHash("sha256").update(text).digest("hex"),
			severity: leaks.length > 0 ? "error" : "none",
			leaks,
			scores: {},
			notes: [],
		};
	}
}

function leakAt(text: string, start: number, end: number): Leak {
	const evidence: LeakEvidence = {
		probe: "extraction",
		metric: "pz",
		value: 0.982,
		control: 2.4e-31,
		severity: "error",
		span: { start, end },
		prompt: text.slice(0, start),
		expected: text.slice(start, end),
		numbers: { target: { pz: 0.982 }, reference: { pz: 2.4e-31 }, original: { pz: 0.997 } },
		setting: `at ${basename(String(start))}`,
	};
	return {
		start,
		end,
		severity: "error",
		probe: "extraction",
		metric: "pz",
		value: 0.982,
		control: 2.4e-31,
		message: "The model writes this.",
		text: text.slice(start, end),
		evidence: [evidence],
	};
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
}
