//! Bindings to the functions of GM/T 0018 that signing needs. This module contains all unsafe code of the
//! crate and exports only safe functions.
#![expect(unsafe_code, reason = "the vendor's library is C")]

use std::ffi::{c_int, c_uchar, c_uint, c_void};
use std::path::Path;
use std::ptr;
use std::sync::Arc;

use libloading::Library;

use super::codes::Code;

/// Length of a number in bytes. The standard reserves 512 bits, of which SM2 uses the last 32 bytes.
const NUMBER_LENGTH: usize = 64;

/// ECCrefPublicKey (GM/T 0018 §5).
#[repr(C)]
pub struct PublicKeyRef {
    pub bits: c_uint,
    pub x: [c_uchar; NUMBER_LENGTH],
    pub y: [c_uchar; NUMBER_LENGTH],
}

/// ECCSignature (GM/T 0018 §5).
#[repr(C)]
pub struct SignatureRef {
    pub r: [c_uchar; NUMBER_LENGTH],
    pub s: [c_uchar; NUMBER_LENGTH],
}

/// An opaque handle that the library made. It is only passed back to the library.
#[derive(Clone, Copy)]
struct Handle(*mut c_void);

// SAFETY: the pointer is never dereferenced here, and GM/T 0018 permits several threads to use a device. A
// session is used by one thread at a time, because its functions take `&mut Session`.
unsafe impl Send for Handle {}
// SAFETY: as above; only the handle of a device is shared between threads.
unsafe impl Sync for Handle {}

type OpenDevice = unsafe extern "C" fn(*mut *mut c_void) -> c_int;
type OpenSession = unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int;
type Close = unsafe extern "C" fn(*mut c_void) -> c_int;
type Grant = unsafe extern "C" fn(*mut c_void, c_uint, *mut c_uchar, c_uint) -> c_int;
type Release = unsafe extern "C" fn(*mut c_void, c_uint) -> c_int;
type Export = unsafe extern "C" fn(*mut c_void, c_uint, *mut PublicKeyRef) -> c_int;
type Sign =
    unsafe extern "C" fn(*mut c_void, c_uint, *mut c_uchar, c_uint, *mut SignatureRef) -> c_int;

/// The functions of the library. They remain valid until the process ends, because the library is never
/// unloaded: vendors' libraries may start threads, which would then execute unmapped code.
#[derive(Clone, Copy)]
pub struct Functions {
    open_device: OpenDevice,
    close_device: Close,
    open_session: OpenSession,
    close_session: Close,
    grant: Grant,
    release: Release,
    export: Export,
    sign: Sign,
}

impl Functions {
    /// Loads the library.
    ///
    /// # Errors
    /// A description if the library cannot be loaded or lacks a function.
    pub fn load(path: &Path) -> Result<Self, String> {
        // SAFETY: loading executes the library's initialisers. The path comes from the operator's
        // configuration, as with any driver, and cannot be set by users of the platform.
        let library = unsafe { Library::new(path) }.map_err(|error| error.to_string())?;
        let library: &'static Library = Box::leak(Box::new(library));
        // SAFETY: GM/T 0018 §6 defines these types for the functions of these names.
        unsafe {
            Ok(Self {
                open_device: find::<OpenDevice>(library, "SDF_OpenDevice")?,
                close_device: find::<Close>(library, "SDF_CloseDevice")?,
                open_session: find::<OpenSession>(library, "SDF_OpenSession")?,
                close_session: find::<Close>(library, "SDF_CloseSession")?,
                grant: find::<Grant>(library, "SDF_GetPrivateKeyAccessRight")?,
                release: find::<Release>(library, "SDF_ReleasePrivateKeyAccessRight")?,
                export: find::<Export>(library, "SDF_ExportSignPublicKey_ECC")?,
                sign: find::<Sign>(library, "SDF_InternalSign_ECC")?,
            })
        }
    }

    /// Calls SDF_OpenDevice.
    pub fn open_device(self) -> Result<Arc<Device>, Code> {
        let mut handle = ptr::null_mut();
        // SAFETY: the library writes one handle to the pointer, which is that of a local variable.
        checked(unsafe { (self.open_device)(&raw mut handle) })?;
        Ok(Arc::new(Device { handle: Handle(handle), functions: self }))
    }
}

/// Looks up a function.
///
/// # Safety
/// `F` must be the type of the function `name`.
unsafe fn find<F: Copy>(library: &'static Library, name: &str) -> Result<F, String> {
    // SAFETY: the caller guarantees the type.
    let found = unsafe { library.get::<F>(name.as_bytes()) };
    found.map(|function| *function).map_err(|_| format!("the library lacks the function {name}"))
}

/// Converts the return value of a function.
fn checked(code: c_int) -> Result<(), Code> {
    if code == 0 { Ok(()) } else { Err(Code(code.cast_unsigned())) }
}

/// An open device. It is closed when the last session is dropped.
pub struct Device {
    handle: Handle,
    functions: Functions,
}

impl Device {
    /// Calls SDF_OpenSession.
    pub fn open_session(self: &Arc<Self>) -> Result<Session, Code> {
        let mut handle = ptr::null_mut();
        // SAFETY: the device is open as long as `self` exists, and the library writes one handle to the
        // pointer, which is that of a local variable.
        checked(unsafe { (self.functions.open_session)(self.handle.0, &raw mut handle) })?;
        Ok(Session { handle: Handle(handle), device: Arc::clone(self) })
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: the handle comes from `open_device` and is closed once. Every session holds a reference to
        // the device, so none is left.
        let _ignored = unsafe { (self.functions.close_device)(self.handle.0) };
    }
}

/// An open session. It is closed when it is dropped.
pub struct Session {
    handle: Handle,
    device: Arc<Device>,
}

impl Session {
    /// Calls SDF_GetPrivateKeyAccessRight. By the standard the password has 8 to 16 bytes, which the device
    /// checks.
    pub fn grant(&mut self, index: u32, password: &[u8]) -> Result<(), Code> {
        let mut password = zeroize::Zeroizing::new(password.to_vec());
        let length = c_uint::try_from(password.len()).unwrap_or(0);
        // SAFETY: the session is open; pointer and length are those of a local buffer.
        checked(unsafe {
            (self.device.functions.grant)(self.handle.0, index, password.as_mut_ptr(), length)
        })
    }

    /// Calls SDF_ReleasePrivateKeyAccessRight.
    pub fn release(&mut self, index: u32) -> Result<(), Code> {
        // SAFETY: the session is open.
        checked(unsafe { (self.device.functions.release)(self.handle.0, index) })
    }

    /// Calls SDF_ExportSignPublicKey_ECC.
    pub fn export(&mut self, index: u32) -> Result<PublicKeyRef, Code> {
        let mut key = PublicKeyRef { bits: 0, x: [0; NUMBER_LENGTH], y: [0; NUMBER_LENGTH] };
        // SAFETY: the session is open; the pointer is that of a local variable with the layout of the
        // standard.
        checked(unsafe { (self.device.functions.export)(self.handle.0, index, &raw mut key) })?;
        Ok(key)
    }

    /// Calls SDF_InternalSign_ECC with the value e. The parameter of the standard is not const, so the
    /// library gets a copy.
    pub fn sign(&mut self, index: u32, mut digest: [u8; 32]) -> Result<SignatureRef, Code> {
        let mut signature = SignatureRef { r: [0; NUMBER_LENGTH], s: [0; NUMBER_LENGTH] };
        // SAFETY: the session is open; the pointers are those of 32 bytes and of a local variable with the
        // layout of the standard.
        checked(unsafe {
            let (data, out) = (digest.as_mut_ptr(), &raw mut signature);
            (self.device.functions.sign)(self.handle.0, index, data, 32, out)
        })?;
        Ok(signature)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: the handle comes from `open_session` and is closed once, before its device.
        let _ignored = unsafe { (self.device.functions.close_session)(self.handle.0) };
    }
}
