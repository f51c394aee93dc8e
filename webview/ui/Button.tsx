import type { ComponentChildren } from "preact";
import "./elements.ts";

interface ButtonProps {
	readonly children: ComponentChildren;
	readonly onPress: () => void;
	readonly quiet?: boolean;
	readonly disabled?: boolean;
}

/** A button with words on it. */
export function Button({ children, onPress, quiet = false, disabled = false }: ButtonProps) {
	return (
		<vscode-button appearance={quiet ? "secondary" : "primary"} disabled={disabled} onClick={onPress}>
			{children}
		</vscode-button>
	);
}
