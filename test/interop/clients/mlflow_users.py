"""MLflow's client for users against a server that is still open: argv[1] is its address. Prints what each call gave as JSON."""

import json
import os
import sys
import types

import mlflow
import mlflow.server
from mlflow.exceptions import MlflowException

# The package of the server's side, which needs more than its client; the client is beside it.
package = types.ModuleType("mlflow.server.auth")
package.__path__ = [os.path.join(os.path.dirname(mlflow.server.__file__), "auth")]
sys.modules["mlflow.server.auth"] = package
from mlflow.server.auth.client import AuthServiceClient  # noqa: E402

os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
address = sys.argv[1]
mlflow.set_tracking_uri(address)
client = AuthServiceClient(address)
FIRST, SECOND, THIRD = "correct horse battery", "another good one", "yet another good one"


def be(name, password):
    os.environ.update(MLFLOW_TRACKING_USERNAME=name, MLFLOW_TRACKING_PASSWORD=password)


def told(call):
    try:
        user = call()
        return None if user is None else [type(user.id).__name__, user.username, user.is_admin]
    except MlflowException as error:
        return [error.error_code, error.message]


def logged():
    with mlflow.start_run() as run:
        mlflow.log_metric("a", 1)
    return mlflow.get_run(run.info.run_id).data.metrics


said = {"first": told(lambda: client.create_user("ann", FIRST)), "unnamed": told(lambda: client.get_user("ann"))}
be("ann", FIRST)
said["created"] = told(lambda: client.create_user("bob", SECOND))
said["again"] = told(lambda: client.create_user("bob", SECOND))
said["short"] = told(lambda: client.create_user("eve", "short"))
client.update_user_admin("bob", True)
said["admin"] = told(lambda: client.get_user("bob"))
client.update_user_admin("bob", False)
said["unknown"] = told(lambda: client.get_user("eve"))
said["oneself"] = told(lambda: client.delete_user("ann"))
said["role"] = told(lambda: client.create_role("default", "readers"))
be("bob", SECOND)
said["logged"] = logged()
said["other"] = told(lambda: client.get_user("ann"))
said["without"] = told(lambda: client.update_user_password("bob", THIRD))
said["changed"] = told(lambda: client.update_user_password("bob", THIRD, current_password=SECOND))
said["old"] = told(lambda: client.get_user("bob"))
be("ann", FIRST)
said["deleted"] = told(lambda: client.delete_user("bob"))
be("bob", THIRD)
said["gone"] = told(lambda: client.get_user("bob"))
print(json.dumps(said))
