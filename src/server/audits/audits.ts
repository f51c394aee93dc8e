import { Problem } from "../../core/audit/problem.ts";
import type { AuditRequest, ModelSpec } from "../../core/audit/request.ts";
import type { AuditResult, DocumentResult } from "../../core/audit/result.ts";
import { isLeak } from "../../core/audit/severity.ts";
import type { Role } from "../../core/model/question.ts";
import { headline } from "../../core/report/headline.ts";
import type { AuditParams, AuditReply } from "../../protocol/lsp.ts";
import type { Auditor, AuditorEvent } from "../../runtime/auditor.ts";
import { fileOf, openText, textOf, uriOf } from "../files.ts";
import { sha256 } from "../findings/sha256.ts";
import type { Session } from "../session.ts";
import { plannedSettings } from "./plannedSettings.ts";

interface Running {
	readonly controller: AbortController;
	readonly ended: Promise<unknown>;
}

/** Runs audits, one at a time, and hands what they find to the findings as it comes. */
export class Audits {
	readonly #session: Session;
	#running: Running | undefined;

	constructor(session: Session) {
		this.#session = session;
	}

	/** Throws `Problem`: "busy" while another audit runs, "cancelled" when it was stopped, or what the audit met. */
	async run(params: AuditParams, onEvent: (event: AuditorEvent) => void): Promise<AuditReply> {
		if (this.#running) {
			throw new Problem("busy", "An audit is already running.", "Cancel it, or wait until it has finished.");
		}
		const controller = new AbortController();
		const work = this.#audit(params, controller.signal, onEvent);
		this.#running = { controller, ended: work.catch(() => {}) };
		try {
			return await work;
		} finally {
			this.#running = undefined;
		}
	}

	cancel(): void {
		this.#running?.controller.abort();
	}

	/** Cancels and waits until nothing runs. */
	async stop(): Promise<void> {
		this.cancel();
		await this.#running?.ended;
	}

	async #audit(params: AuditParams, signal: AbortSignal, onEvent: (event: AuditorEvent) => void): Promise<AuditReply> {
		const { status } = this.#session;
		const notices: string[] = [];
		status.show({ state: "loading", detail: "reading documents" });
		try {
			const request = requestOf(params);
			const overlays = Object.fromEntries(Object.entries(params.overlays).map(([uri, text]) => [fileOf(uri), text]));
			const auditor = await this.#session.auditor();
			const placer = new Placer(this.#session, auditor, overlays);
			const result = await auditor.audit(request, {
				signal,
				overlays,
				onEvent: (event) => {
					if (event.type === "notice") notices.push(event.message);
					placer.follow(event);
					status.follow(event);
					onEvent(event);
				},
			});
			await placer.finish(result);
			status.show({ state: "idle", detail: leakingPassages(result) });
			return reply(auditor, result, notices);
		} catch (error) {
			const cancelled = signal.aborted || (error instanceof Problem && error.code === "cancelled");
			if (cancelled) status.show({ state: "idle", detail: "cancelled" });
			else status.show({ state: "failed", detail: error instanceof Problem ? error.sentence : "the audit failed" });
			throw cancelled && !(error instanceof Problem)
				? new Problem("cancelled", "The audit was cancelled.", "What was measured is kept.")
				: error;
		}
	}
}

/** Puts each document's result beside the text it was measured on. */
class Placer {
	readonly #session: Session;
	readonly #auditor: Auditor;
	readonly #overlays: Readonly<Record<string, string>>;
	readonly #placed = new Set<string>();
	#run = "";
	// In order, so that two records of one file do not read it at the same time.
	#work: Promise<void> = Promise.resolve();

	constructor(session: Session, auditor: Auditor, overlays: Readonly<Record<string, string>>) {
		this.#session = session;
		this.#auditor = auditor;
		this.#overlays = overlays;
	}

	follow(event: AuditorEvent): void {
		if (event.type === "run") this.#run = event.run;
		if (event.type !== "document" || event.set !== "forget") return;
		const { file, document, line } = event;
		this.#placed.add(document.path);
		this.#work = this.#work.then(() => this.#place(this.#run, file, document, line)).catch(() => {});
	}

	/** Everything is placed when this resolves, also documents that no event named. */
	async finish(result: AuditResult): Promise<void> {
		await this.#work;
		for (const document of result.documents) {
			const file = this.#auditor.file(result.run, document.path);
			if (file && !this.#placed.has(document.path)) await this.#place(result.run, file, document);
		}
	}

	async #place(run: string, file: string, document: DocumentResult, line?: number): Promise<void> {
		const { findings } = this.#session;
		const text = await this.#measuredText(run, file, document, line);
		if (text === undefined) return;
		findings.place(file, run, document, text, line);
		// The person may have typed while the model was asked.
		const open = openText(this.#session, file);
		if (open !== undefined) findings.edit(file, open);
	}

	async #measuredText(run: string, file: string, document: DocumentResult, line?: number): Promise<string | undefined> {
		const candidates = [
			() => this.#overlays[file],
			() => textOf(this.#session, file),
			() => this.#auditor.tokens(run, document.path, "target")?.text,
		];
		for (const candidate of candidates) {
			const text = await candidate();
			if (text !== undefined && (line !== undefined || sha256(text) === document.sha256)) return text;
		}
		return undefined;
	}
}

function requestOf(params: AuditParams): AuditRequest {
	const { target, original, reference } = params.models;
	const model = (role: Role, file: string): ModelSpec => {
		const adapters = params.adapters?.[role];
		return adapters ? { file, adapters } : { file };
	};
	return {
		forget: params.uris.map(fileOf),
		retain: params.retain.map(fileOf),
		holdout: params.holdout.map(fileOf),
		models: {
			target: model("target", target),
			...(original && { original: model("original", original) }),
			...(reference && { reference: model("reference", reference) }),
		},
		suite: params.suite,
		policy: params.policy,
		seed: params.seed,
		...plannedSettings(params),
		...(params.selection && { selection: params.selection }),
	};
}

function reply(auditor: Auditor, result: AuditResult, notices: readonly string[]): AuditReply {
	return {
		run: result.run,
		headline: headline(result),
		documents: result.documents.flatMap(({ path, severity, leaks }) => {
			const file = auditor.file(result.run, path);
			return file ? [{ uri: uriOf(file), severity, leaks: leaks.length }] : [];
		}),
		notices: [...new Set(notices)],
	};
}

function leakingPassages({ documents }: AuditResult): string {
	const passages = documents.flatMap(({ leaks }) => leaks).filter(({ severity }) => isLeak(severity)).length;
	if (passages === 0) return "no leak found";
	return passages === 1 ? "1 passage leaks" : `${passages.toLocaleString("en")} passages leak`;
}
