import { jailbreak } from "./jailbreak/jailbreak.ts";
import { knowledge } from "./knowledge/knowledge.ts";
import { truthRatio } from "./knowledge/truthRatio.ts";
import { likelihood } from "./membership/likelihood.ts";
import { lossCurve } from "./membership/lossCurve.ts";
import { minK } from "./membership/minK.ts";
import { minKAnswers } from "./membership/minKAnswers.ts";
import { recall } from "./membership/recall.ts";
import type { Probe } from "./probe.ts";
import { sampledAnswers } from "./sampling/sampledAnswers.ts";
import { sampledForms } from "./sampling/sampledForms.ts";
import { dialogue } from "./ununlearning/dialogue.ts";
import { ladder, reintroduction } from "./ununlearning/ladder.ts";
import { dualUse } from "./utility/dualUse.ts";
import { fluency } from "./utility/fluency.ts";
import { recombination } from "./utility/recombination.ts";
import { retained } from "./utility/retained.ts";
import { continuation } from "./verbatim/continuation.ts";
import { coverage } from "./verbatim/coverage.ts";
import { extraction } from "./verbatim/extraction.ts";
import { extractionStrength } from "./verbatim/extractionStrength.ts";

/** Every probe there is, in the order results show them. To add one: a file, this line, a test, a line in docs/probes. */
export const PROBES: readonly Probe[] = [
	extraction,
	continuation,
	extractionStrength,
	coverage,
	knowledge,
	truthRatio,
	jailbreak,
	likelihood,
	minK,
	minKAnswers,
	lossCurve,
	recall,
	reintroduction,
	ladder,
	dialogue,
	sampledAnswers,
	sampledForms,
	retained,
	dualUse,
	recombination,
	fluency,
];
