import { basename } from "node:path";
import type { Concluded } from "../core/audit/assemble.ts";
import type { AuditEvent } from "../core/audit/event.ts";
import { type AuditPlan, runAudit } from "../core/audit/run.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import { askStored } from "./askStored.ts";
import type { AuditParts } from "./auditParts.ts";
import type { ModelAtHand } from "./modelsAtHand.ts";

/** Drives one of core's audits to its end, over the store and the engines. */
export async function driveAudit(
	plan: AuditPlan,
	parts: AuditParts,
	onDocument: (event: Extract<AuditEvent, { readonly type: "document" }>) => void = () => {},
): Promise<Concluded> {
	let concluded: Concluded | undefined;
	parts.meter.next();
	for await (const event of runAudit(plan, askOf(parts))) {
		if (event.type === "progress") parts.meter.counted(event.answered, event.known, event.expected);
		else if (event.type === "document") onDocument(event);
		else concluded = event;
	}
	if (!concluded) throw new Error("the audit ended without a conclusion");
	return concluded;
}

function askOf({ request, store, models, residents, signal, meter, emit }: AuditParts) {
	const tell = (model: ModelAtHand, state: "loading" | "ready") => {
		const isOwn = (name: Role) => models[name]?.key === model.key && request.models[name]?.file === model.file;
		const role = ROLES.find(isOwn) ?? "other";
		emit({ type: "model", role, name: basename(model.file), state, backend: model.identity.backend });
	};
	return askStored({
		answers: store.answers,
		models,
		residents,
		signal,
		onReused: (questions) => meter.reused(questions),
		onAsking: (model) => {
			if (!residents.has(model)) tell(model, "loading");
		},
		onReady: (model) => {
			tell(model, "ready");
			meter.asking();
		},
	});
}
