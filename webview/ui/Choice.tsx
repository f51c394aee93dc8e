import { useEffect, useRef } from "preact/hooks";
import "./elements.ts";

interface ChoiceProps<T extends string> {
	readonly label: string;
	readonly value: T;
	readonly options: readonly { readonly value: T; readonly text: string }[];
	readonly onChoose: (value: T) => void;
}

/** One of a few, with its label in front. */
export function Choice<T extends string>({ label, value, options, onChoose }: ChoiceProps<T>) {
	const element = useRef<HTMLElement & { value: string }>(null);
	const offered = options.map((option) => option.value).join();
	// The kit loses its value whenever its options change.
	useEffect(() => {
		if (element.current) element.current.value = value;
	}, [value, offered]);
	const choose = () => {
		const chosen = options.find((option) => option.value === element.current?.value);
		if (chosen && chosen.value !== value) onChoose(chosen.value);
	};
	return (
		<div class="choice">
			<span class="choice-label" aria-hidden="true">
				{label}
			</span>
			<vscode-dropdown ref={element} aria-label={label} position="below" onChange={choose}>
				{options.map((option) => (
					<vscode-option key={option.value} value={option.value}>
						{option.text}
					</vscode-option>
				))}
			</vscode-dropdown>
		</div>
	);
}
