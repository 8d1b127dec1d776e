from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Every static file under a name made from its content, ES imports included."""

    support_js_module_import_aggregation = True
