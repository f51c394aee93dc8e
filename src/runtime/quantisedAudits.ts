import { join } from "node:path";
import type { Quantised } from "../core/audit/quantised.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import { quantisedProbes, suiteQuantisations } from "../core/audit/suites.ts";
import type { AuditParts } from "./auditParts.ts";
import { driveAudit } from "./driveAudit.ts";
import { descriptionsOf, provenanceOf } from "./modelFacts.ts";
import { quantisedTarget } from "./quantisedTarget.ts";

/** The same audit with smaller weights in the target's place, with the probes that show what less precision brings back. */
export async function quantisedAudits(plan: AuditPlan, parts: AuditParts) {
	const { request, models, store, signal, emit, engines } = parts;
	const quantised: Quantised[] = [];
	const notQuantised: string[] = [];
	const folder = join(store.folder, "quantised");
	const onNotice = (message: string) => emit({ type: "notice", message });
	for (const wanted of request.quantise ?? suiteQuantisations(request.suite)) {
		const made = await quantisedTarget(wanted, models.target, { engines, folder, signal, onNotice });
		if ("reason" in made) {
			notQuantised.push(made.reason);
			continue;
		}
		const target = await parts.meet(made.spec);
		const all = { ...models, target };
		const variant = { ...plan, models: descriptionsOf(all), probes: quantisedProbes() };
		const concluded = await driveAudit(variant, { ...parts, models: all });
		await parts.residents.release(made.spec);
		quantised.push({ name: made.name, model: provenanceOf(all).target, concluded });
	}
	return { quantised, notQuantised };
}
