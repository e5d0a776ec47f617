//! Pictures: fields, modes, S-parameters as PNG and SVG.
