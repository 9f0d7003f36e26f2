# shellcheck shell=bash
# Requests to the S3 server by curl. Needs the exports of raise.sh.

# The hash of an empty body: curl signs it, but does not send it, and the server wants both.
readonly empty_body=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

# Keys go through a file descriptor: arguments can be read by every process of the machine.
s3() { # METHOD PATH
  curl --silent --show-error --fail --request "$1" --aws-sigv4 "aws:amz:$BACKUPOPERATOR_TEST_S3_REGION:s3" \
    --header "x-amz-content-sha256: $empty_body" \
    --config <(printf 'user = "%s:%s"\n' "$(<"$BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE")" "$(<"$BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE")") \
    "$BACKUPOPERATOR_TEST_S3_ENDPOINT/$2"
}

make_bucket() { s3 PUT "$1" >&2; } # NAME
