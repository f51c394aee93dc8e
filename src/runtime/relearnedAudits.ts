import { Problem } from "../core/audit/problem.ts";
import { halvesOf } from "../core/audit/relearning/halves.ts";
import { meanShare, RELEARNT } from "../core/audit/relearning/relearnCurve.ts";
import type { Relearned } from "../core/audit/relearning/relearned.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import type { AuditParts } from "./auditParts.ts";
import { CopyAudits } from "./copyAudits.ts";
import { relearnedCopies } from "./relearnedCopies.ts";

/** A curve is followed this far beyond half, so that it crosses half in the resamples of the documents as well. */
const FAR_ENOUGH = 0.8;

/**
 * What a little training brings back (metrics.md 13.2: D, N, AIN): copies of all models, trained alike, asked the plain
 * questions. Undefined where no copies were named or wanted; a sentence where there could be none.
 */
export async function relearnedAudits(plan: AuditPlan, parts: AuditParts): Promise<Relearned | string | undefined> {
	const { request, models } = parts;
	const { relearned } = request;
	if (relearned === undefined || relearned.length === 0) return undefined;
	if (!models.reference) return "they need a reference model, to see how fast one learns that never knew";
	try {
		return await asked(plan, parts);
	} catch (error) {
		if (!(error instanceof Problem) || error.code !== "input") throw error;
		return lowered(error.message.replace(/\.$/, ""));
	}
}

async function asked(plan: AuditPlan, parts: AuditParts): Promise<Relearned | string> {
	const { forget, retain } = plan.documents;
	const { taught, heldOut } = halvesOf(forget, plan.seed);
	const copies = new CopyAudits(plan, parts, relearnedCopies(parts, { half: taught, retain, forget }));
	const first = await copies.curve("reference", "half", taught, RELEARNT);
	const last = first.points.at(-1);
	if (!last) return "no copy of the reference that was taught half of the forget set was given";
	const { steps } = last;
	if (meanShare(last.shares) < RELEARNT) {
		return `the reference had not learnt half of what it was taught after ${steps} steps`;
	}
	const disjoint = heldOut.length > 0 ? await copies.all("half", heldOut, steps) : "one document has no other half";
	const benign = retain.length > 0 ? await copies.all("retain", forget, steps) : "it needs retain documents";
	const curves = {
		target: await copies.curveFromZero("target", "forget", forget, FAR_ENOUGH),
		reference: await copies.curveFromZero("reference", "forget", forget, FAR_ENOUGH),
	};
	const unseen = [curves.target, curves.reference].find(({ points }) => points.length === 1);
	return {
		trainer: parts.request.relearned === "train" ? (parts.trainer?.settings ?? "") : "copies that were given",
		budget: steps,
		disjoint,
		benign,
		curves: unseen ? `no copy of the ${unseen.of} that was taught the forget set was given` : curves,
		copies: copies.asked,
	};
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
