//! netCDF-4's dimensions in HDF5. A dimension is a dataset marked by CLASS and NAME (a "scale"); a variable lists its scales in
//! DIMENSION_LIST, a scale its variables in REFERENCE_LIST (HDF5 Dimension Scale Specification; netCDF-4 file format).

use std::ffi::c_int;

use hdf5::filters::Filter;
use hdf5::plist::group_create::LinkCreationOrder;
use hdf5::types::{FixedAscii, TypeDescriptor, VarLenArray, VarLenUnicode};
use hdf5::{Dataset, Datatype, H5Type, Location, ObjectReference1};
use ndarray::{Array, ArrayView, ArrayView1, Dimension};
use num_complex::Complex64;

use super::FileProblem;

/// A group of the file whose variables share named dimensions. [`Group::close`] must follow the last variable.
pub(super) struct Group {
    pub inner: hdf5::Group,
    scales: Vec<Scale>,
}

struct Scale {
    name: String,
    length: usize,
    dataset: Dataset,
    users: Vec<User>,
}

/// An entry of REFERENCE_LIST: a variable and which of its axes lies along the scale.
#[derive(Clone, Copy, H5Type)]
#[repr(C)]
struct User {
    dataset: ObjectReference1,
    dimension: c_int,
}

/// What a reader is told of a variable. Units are those of UDUNITS ("um"), "" where none apply.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub units: &'a str,
    pub long_name: &'a str,
}

/// Shorthand: units, then what it is.
pub(super) fn about<'a>(units: &'a str, long_name: &'a str) -> About<'a> {
    About { units, long_name }
}

impl Group {
    pub fn create(parent: &hdf5::Group, name: &str) -> Result<Self, FileProblem> {
        if name.is_empty() || name == "." || name.contains('/') {
            return Err(FileProblem::Name(name.to_string()));
        }
        // netCDF-4 lists variables in the order of their creation, which HDF5 only knows if told so at birth.
        let inner = parent
            .create_group_builder()
            .with_gcpl(|plist| plist.link_creation_order(LinkCreationOrder::Indexed))
            .create(name)?;
        Ok(Group { inner, scales: Vec::new() })
    }

    /// A dimension with numbers along it.
    pub fn coordinate(&mut self, name: &str, values: ArrayView1<f64>, meaning: About) -> Result<(), FileProblem> {
        self.scale(name, values, meaning)
    }

    /// A dimension that counts from 0.
    pub fn count(&mut self, name: &str, length: usize, meaning: About) -> Result<(), FileProblem> {
        self.scale(name, ArrayView::from(&counted(length)), meaning)
    }

    /// A dimension of names.
    pub fn labels(&mut self, name: &str, labels: &[String], meaning: About) -> Result<(), FileProblem> {
        let labels = labels.iter().map(|label| unicode(label)).collect::<Result<Vec<_>, _>>()?;
        self.scale(name, ArrayView::from(&labels), meaning)
    }

    fn scale<T: H5Type>(&mut self, name: &str, values: ArrayView1<T>, meaning: About) -> Result<(), FileProblem> {
        let dataset = self.inner.new_dataset_builder().with_data(values).create(name)?;
        terminated(&dataset, "CLASS", "DIMENSION_SCALE")?;
        terminated(&dataset, "NAME", name)?;
        describe(&dataset, meaning)?;
        self.scales.push(Scale { name: name.to_string(), length: values.len(), dataset, users: Vec::new() });
        Ok(())
    }

    /// A variable over dimensions that exist already, each at most once.
    pub fn variable<T: H5Type + Clone, D: Dimension>(
        &mut self,
        name: &str,
        dimensions: &[&str],
        data: ArrayView<T, D>,
        meaning: About,
    ) -> Result<(), FileProblem> {
        let lengths = dimensions.iter().map(|dimension| {
            let scale = self.scales.iter().find(|scale| scale.name == *dimension);
            scale.map_or(0, |scale| scale.length)
        });
        let expected: Vec<usize> = lengths.collect();
        if expected != data.shape() {
            return Err(FileProblem::Shape {
                variable: name.to_string(),
                dimensions: dimensions.join(", "),
                found: data.shape().to_vec(),
                expected,
            });
        }
        let mut builder = self.inner.new_dataset_builder();
        if size_of::<T>() * data.len() > UNCOMPRESSED_BYTES {
            builder =
                builder.chunk(chunk(data.shape(), size_of::<T>())).set_filters(&[Filter::Shuffle, Filter::deflate(4)]);
        }
        let dataset = builder.with_data(data.as_standard_layout().view()).create(name)?;
        describe(&dataset, meaning)?;
        self.attach(&dataset, name, dimensions)
    }

    /// A complex variable as the compound {r, i} that h5py and xarray read, and as `_re` and `_im` for netCDF4.
    pub fn complex<D: Dimension>(
        &mut self,
        name: &str,
        dimensions: &[&str],
        data: &Array<Complex64, D>,
        meaning: About,
    ) -> Result<(), FileProblem> {
        self.variable(name, dimensions, data.view(), meaning)?;
        for (suffix, part, values) in [("re", "real", data.map(|z| z.re)), ("im", "imaginary", data.map(|z| z.im))] {
            let long_name = format!("{part} part of: {}", meaning.long_name);
            let meaning = about(meaning.units, &long_name);
            self.variable(&format!("{name}_{suffix}"), dimensions, values.view(), meaning)?;
        }
        Ok(())
    }

    fn attach(&mut self, dataset: &Dataset, name: &str, dimensions: &[&str]) -> Result<(), FileProblem> {
        let reference = self.inner.reference::<ObjectReference1>(name)?;
        let mut list = Vec::new();
        for (axis, dimension) in (0..).zip(dimensions) {
            let scale = self.inner.reference::<ObjectReference1>(dimension)?;
            list.push(VarLenArray::from_slice(&[scale]));
            for scale in self.scales.iter_mut().filter(|s| s.name == *dimension) {
                scale.users.push(User { dataset: reference, dimension: axis });
            }
        }
        dataset.new_attr_builder().with_data(&list).create("DIMENSION_LIST")?;
        Ok(())
    }

    /// Tells every scale who uses it.
    pub fn close(self) -> Result<(), FileProblem> {
        for scale in self.scales.iter().filter(|scale| !scale.users.is_empty()) {
            scale.dataset.new_attr_builder().with_data(&scale.users).create("REFERENCE_LIST")?;
        }
        Ok(())
    }
}

/// Below this a filter costs more than it saves.
const UNCOMPRESSED_BYTES: usize = 16 << 10;

/// Chunks of at most 1 MiB (HDF5's chunk cache), whole along the last axes, so that one wavelength can be read alone.
fn chunk(shape: &[usize], bytes_each: usize) -> Vec<usize> {
    let mut chunk = shape.to_vec();
    for axis in 0..chunk.len() {
        let rest: usize = chunk[axis + 1..].iter().product();
        chunk[axis] = ((1 << 20) / (bytes_each * rest)).clamp(1, chunk[axis]);
        if chunk[axis] > 1 {
            break;
        }
    }
    chunk
}

fn counted(length: usize) -> Vec<i32> {
    (0..).take(length).collect()
}

fn describe(dataset: &Dataset, meaning: About) -> Result<(), FileProblem> {
    text(dataset, "long_name", meaning.long_name)?;
    if !meaning.units.is_empty() {
        text(dataset, "units", meaning.units)?;
    }
    Ok(())
}

/// Text as HDF5 holds it.
pub(super) fn unicode(text: &str) -> Result<VarLenUnicode, FileProblem> {
    let unicode = text.parse();
    Ok(unicode.map_err(|why| hdf5::Error::from(format!("`{text}`: {why}")))?)
}

/// A text attribute.
pub(super) fn text(location: &Location, name: &str, value: &str) -> Result<(), FileProblem> {
    number(location, name, unicode(value)?)
}

/// An attribute of any scalar type.
pub(super) fn number<T: H5Type>(location: &Location, name: &str, value: T) -> Result<(), FileProblem> {
    let attribute = location.new_attr::<T>().create(name)?;
    Ok(attribute.write_scalar(&value)?)
}

/// An attribute that is a null-terminated string of 16 bytes. netCDF-C refuses CLASS and NAME with any other padding.
fn terminated(dataset: &Dataset, name: &str, value: &str) -> Result<(), FileProblem> {
    const BYTES: usize = 16;
    let refused = |why| hdf5::Error::from(format!("`{value}` as {name}: {why}"));
    if value.len() >= BYTES {
        let why = format!("{} characters, room for {}", value.len(), BYTES - 1);
        return Err(refused(why).into());
    }
    let value = FixedAscii::<BYTES>::from_ascii(value).map_err(|why| refused(why.to_string()))?;
    let datatype = Datatype::from_descriptor(&TypeDescriptor::FixedAscii(BYTES))?;
    terminate(&datatype)?;
    let attribute = dataset.new_attr_builder().empty_as(datatype).create(name)?;
    Ok(attribute.write_scalar(&value)?)
}

unsafe extern "C" {
    /// `herr_t H5Tset_strpad(hid_t type, H5T_str_t padding)`: which the hdf5 crate does not wrap.
    fn H5Tset_strpad(datatype: i64, padding: c_int) -> c_int;
}

/// Makes a fixed-length string type null-terminated: the crate makes all of them null-padded.
fn terminate(datatype: &Datatype) -> Result<(), FileProblem> {
    const H5T_STR_NULLTERM: c_int = 0;
    // SAFETY: the signature is that of H5Tpublic.h (HDF5 1.10 to 2.0; `id()` is an i64 or this does not compile); the
    // identifier is that of a live, transient type which nothing else holds; the crate's lock is held by `sync`.
    let status = hdf5::sync::sync(|| unsafe { H5Tset_strpad(datatype.id(), H5T_STR_NULLTERM) });
    if status < 0 {
        return Err(hdf5::Error::from("H5Tset_strpad failed").into());
    }
    Ok(())
}
