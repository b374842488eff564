fn main() {
    napi_build::setup();
    if std::env::var_os("CARGO_FEATURE_LIBKQUEUE").is_some() {
        println!("cargo::rustc-link-lib=kqueue");
    }
}
