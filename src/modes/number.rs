//! What a mode is made of: real numbers in a closed window, complex ones where waves leave it or media absorb.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, MulAssign, Sub};

use faer::traits::ComplexField;
use num_complex::Complex64;

/// Field values of a mode. Real ones drop what is imaginary: absorbers are then ordinary cells, and loss is first order.
pub trait Number:
    ComplexField<Real = f64>
    + Copy
    + Debug
    + Default
    + Sum
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Mul<f64, Output = Self>
    + MulAssign
    + MulAssign<f64>
    + 'static
{
    const COMPLEX: bool;

    fn of(value: Complex64) -> Self;
    fn complex(self) -> Complex64;
    fn square_root(self) -> Self;
    fn arcsine(self) -> Self;
    fn cosine(self) -> Self;

    fn real(value: f64) -> Self {
        Self::of(value.into())
    }

    /// |x|².
    fn power(self) -> f64 {
        self.complex().norm_sqr()
    }
}

impl Number for f64 {
    const COMPLEX: bool = false;

    fn of(value: Complex64) -> Self {
        value.re
    }

    fn complex(self) -> Complex64 {
        self.into()
    }

    fn square_root(self) -> Self {
        self.sqrt()
    }

    fn arcsine(self) -> Self {
        self.asin()
    }

    fn cosine(self) -> Self {
        self.cos()
    }
}

impl Number for Complex64 {
    const COMPLEX: bool = true;

    fn of(value: Complex64) -> Self {
        value
    }

    fn complex(self) -> Complex64 {
        self
    }

    fn square_root(self) -> Self {
        self.sqrt()
    }

    fn arcsine(self) -> Self {
        // The library's goes through a logarithm near 0 and rounds small losses away; a step of Newton's brings them back.
        let near = self.asin();
        near - (near.sin() - self) / near.cos()
    }

    fn cosine(self) -> Self {
        self.cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_losses_survive_the_arcsine() {
        let small = Complex64::new(5e-5, 3e-19).arcsine();
        // To first order Im asin x = Im x / √(1 − x²).
        assert!((small.im / 3e-19 - 1.0).abs() < 1e-8, "{small}");
    }
}
