import { Problem } from "../core/audit/problem.ts";
import { halvesOf } from "../core/audit/relearning/halves.ts";
import type { Lesson } from "../core/audit/relearning/lesson.ts";
import {
	givenBack,
	meanShare,
	RELEARNT,
	type RelearnCurve,
	type RelearnPoint,
} from "../core/audit/relearning/relearnCurve.ts";
import type { AskedAgain, Relearned } from "../core/audit/relearning/relearned.ts";
import type { AskedCopy } from "../core/audit/relearning/relearnedCopy.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import { relearnedProbes } from "../core/audit/suites.ts";
import type { Document } from "../core/corpus/document.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import type { TrainedCopy } from "../core/model/trainer.ts";
import type { AuditParts } from "./auditParts.ts";
import { driveAudit } from "./driveAudit.ts";
import { descriptionsOf } from "./modelFacts.ts";
import type { ModelAtHand } from "./modelsAtHand.ts";
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
	const copies = relearnedCopies(parts, { half: taught, retain, forget });
	const copied: AskedCopy[] = [];

	const isCopy = (file: string): boolean => copied.some((copy) => copy.file === file);

	/** A copy as a model of the audit. */
	const met = async (of: Role, lesson: Lesson, { steps, file }: TrainedCopy): Promise<ModelAtHand> => {
		const found = await parts.meet({ file });
		if (!copied.some((copy) => copy.file === file)) copied.push({ of, lesson, steps, file, sha256: found.sha256 });
		return found;
	};
	/** Copies are many and asked once: each is closed when it has answered. */
	const drive = async (documents: readonly Document[], all: AuditParts["models"]) => {
		const again = await driveAudit(
			{
				...plan,
				documents: { forget: documents, retain: [], holdout: [] },
				models: descriptionsOf(all),
				probes: relearnedProbes(),
			},
			{ ...parts, models: all },
		);
		for (const { file } of Object.values(all)) if (isCopy(file)) await parts.residents.release({ file });
		return again;
	};
	/** How much copies give back of what they are taught, until it is more than `enough`. */
	const curveOf = async (
		of: Role,
		lesson: Lesson,
		documents: readonly Document[],
		enough: number,
	): Promise<RelearnCurve> => {
		const points: RelearnPoint[] = [];
		for await (const copy of copies(of, lesson)) {
			const target = await met(of, lesson, copy);
			const shares = givenBack((await drive(documents, { target })).documents.forget);
			points.push({ steps: copy.steps, shares });
			if (meanShare(shares) >= enough) break;
		}
		return { of, lesson, points };
	};
	/** Documents asked of copies of every model that has learnt a lesson for so many steps. */
	const askAgain = async (
		lesson: Lesson,
		documents: readonly Document[],
		steps: number,
	): Promise<AskedAgain | string> => {
		const all: Partial<Record<Role, ModelAtHand>> = {};
		for (const role of ROLES) {
			if (!parts.models[role]) continue;
			for await (const copy of copies(role, lesson, steps)) all[role] = await met(role, lesson, copy);
		}
		const { target, original, reference } = all;
		if (!target || !reference)
			return `no copy of the ${target ? "reference" : "target"} after ${steps} steps was given`;
		const again = await drive(documents, { target, reference, ...(original ? { original } : {}) });
		return { documents: again.documents.forget, conclusions: again.conclusions, hasOriginal: original !== undefined };
	};

	const first = await curveOf("reference", "half", taught, RELEARNT);
	const budget = first.points.at(-1);
	if (!budget) return "no copy of the reference that was taught half of the forget set was given";
	if (meanShare(budget.shares) < RELEARNT) {
		return `the reference had not learnt half of what it was taught after ${budget.steps} steps`;
	}
	const disjoint =
		heldOut.length > 0 ? await askAgain("half", heldOut, budget.steps) : "one document has no other half";
	const benign = retain.length > 0 ? await askAgain("retain", forget, budget.steps) : "it needs retain documents";
	const asGiven = async (of: "target" | "reference"): Promise<RelearnCurve> => {
		const curve = await curveOf(of, "forget", forget, FAR_ENOUGH);
		const model = parts.models[of] as ModelAtHand;
		const shares = givenBack((await drive(forget, { target: model })).documents.forget);
		return { ...curve, points: [{ steps: 0, shares }, ...curve.points] };
	};
	const curves = { target: await asGiven("target"), reference: await asGiven("reference") };
	const unseen = ([curves.target, curves.reference] as const).find(({ points }) => points.length === 1);
	return {
		trainer: parts.request.relearned === "train" ? (parts.trainer?.settings ?? "") : "copies that were given",
		budget: budget.steps,
		disjoint,
		benign,
		curves: unseen ? `no copy of the ${unseen.of} that was taught the forget set was given` : curves,
		copies: copied,
	};
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
