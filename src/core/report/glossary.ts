/** The words a report uses, for a reader who meets them for the first time; the same as in the architecture. */
export const GLOSSARY: readonly { readonly word: string; readonly meaning: string }[] = [
	{
		word: "Budget",
		meaning: "The probes, settings and models of this audit. Another probe or more tries may find more.",
	},
	{ word: "Target", meaning: "The unlearned model under audit." },
	{ word: "Original", meaning: "The model before unlearning." },
	{
		word: "Reference",
		meaning: "A model that never saw the forget set: what it can do is not knowledge of the documents.",
	},
	{ word: "Forget set", meaning: "The documents the model was meant to forget." },
	{
		word: "Retain set",
		meaning: "Documents the model was meant to keep. They show that the probes can find what is there.",
	},
	{ word: "Holdout", meaning: "Matched text no model ever saw: the control." },
	{ word: "Probe", meaning: "One way of asking a model about a passage." },
	{
		word: "Leak",
		meaning:
			"A passage the model gives away. Error: a short run of tries brings it back word for word. Warning: some hundred tries may. Info: a trace, or text known without the forget set.",
	},
	{
		word: "p_z",
		meaning:
			"The probability that the model, given the words before, writes exactly the words that follow, under the stated sampling. 0.5 means every second try; 0.001 means even odds after about 700 tries.",
	},
	{
		word: "Leak class",
		meaning: "How far p_z of the best window over a word reaches, from 0 (below 0.00001) to 5 (0.5 or more).",
	},
	{ word: "n", meaning: "How many documents, passages or questions a number rests on." },
	{
		word: "95 % interval",
		meaning:
			"The range that would hold the true value in 95 of 100 audits of this kind. Wide intervals come from small n.",
	},
	{ word: "Claim", meaning: "What is said of the model, and the kind of asking it is said to withstand." },
];
