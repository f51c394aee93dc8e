import { METHODS, type StatusParams } from "../../protocol/lsp.ts";
import type { AuditorEvent } from "../../runtime/auditor.ts";
import type { Session } from "../session.ts";

/** What the status item shows. Only our own host is told; other editors have the progress of the audit itself. */
export class Status {
	readonly #session: Session;
	#model: Pick<StatusParams, "model" | "backend"> = {};
	#sent = "";

	constructor(session: Session) {
		this.#session = session;
	}

	/** Keeps up with a running audit. */
	follow(event: AuditorEvent): void {
		if (event.type === "model") {
			// Reference and original are loaded in turn; the item names the model under audit.
			if (event.role === "target") this.#model = { model: event.name, backend: event.backend };
			this.show({ state: "loading", detail: `${event.name} ${event.state === "ready" ? "is ready" : "is loading"}` });
		} else if (event.type === "progress") {
			const { answered, expected, tokensPerSecond } = event;
			this.show({ state: "auditing", detail: `${percent(answered, expected)} %`, tokensPerSecond });
		}
	}

	show(status: StatusParams): void {
		if (!this.#session.host) return;
		const params: StatusParams = { ...this.#model, ...status };
		const text = JSON.stringify(params);
		if (text === this.#sent) return;
		this.#sent = text;
		void this.#session.connection.sendNotification(METHODS.status, params);
	}
}

/** Whole percent, 0 while nothing is known. */
export function percent(answered: number, known: number): number {
	return known > 0 ? Math.floor((100 * answered) / known) : 0;
}
